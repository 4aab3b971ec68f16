using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Specs;

namespace Ignition.Config.Validation;

/// <summary>The rules of a version, over a whole config, in the order in which the reference reports.</summary>
internal static class Validator
{
    public static void Check(IgnitionConfig config, SpecVersion version, ReportBuilder report, bool acceptsOem)
    {
        var at = new RuleContext(version, report) { AcceptsOem = acceptsOem };
        NodeConflicts.CheckUnits(at, config);
        IgnitionRules.Check(at, config.Ignition);
        StorageRules.Check(at, config.Storage);
        SystemdRules.Check(at, config.Systemd);
    }
}
