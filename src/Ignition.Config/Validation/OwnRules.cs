using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Specs;

namespace Ignition.Config.Validation;

/// <summary>Rules the reference does not have: what it accepts and then fails at on the machine, or does otherwise than was meant.</summary>
internal static class OwnRules
{
    public static void Check(IgnitionConfig config, SpecVersion version, ReportBuilder report)
    {
        TextRules.Check(config, report);
        var at = new RuleContext(version, report);
        IdRules.Check(at, config);
        FileParents.Check(at, config);
        AccountRules.Check(at, config.Passwd);
    }
}
