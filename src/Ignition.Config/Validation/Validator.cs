using Ignition.Config.Model;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;

namespace Ignition.Config.Validation;

/// <summary>The rules of a version, over a whole config.</summary>
internal static class Validator
{
    public static void Check(IgnitionConfig config, SpecVersion version, ReportBuilder report)
    {
    }
}
