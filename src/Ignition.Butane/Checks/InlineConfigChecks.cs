using Ignition.Butane.Reporting;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Checks;

/// <summary>Checks an Ignition config given <c>inline</c> to be merged.</summary>
/// <param name="target">Variant and version.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class InlineConfigChecks(Target target, Findings findings)
{
    /// <summary>Checks a config.</summary>
    /// <param name="reference">The entry of <c>merge</c>, or <c>replace</c>.</param>
    /// <param name="inline">Its config.</param>
    public void Run(Value reference, Value inline)
    {
        if (InlineConfig.WithVersion(inline.ToBytes(), target.Spec, out var version) is not { } json
            || IgnitionCheck.Inline(json) is not { } found)
        {
            findings.Error(findings.Root, "a config to be merged is not JSON, or not an Ignition config");
            findings.Error(inline.From!, $"this is no Ignition config of version {target.Spec}");
            return;
        }

        if (version is not null && version != target.Spec && SemanticVersion.Normalise(version) is { } other && other != target.Spec)
        {
            findings.Warning(reference.From!["version"], $"a config of version {version} is not checked; this one becomes {target.Spec}");
            return;
        }

        if (version is null || SemanticVersion.Normalise(version) is null)
        {
            findings.Error(findings.Root["ignition"]["version"], "the config to be merged has no version");
        }

        foreach (var finding in found)
        {
            // Butane names what it finds by the path in the inner config, and so points somewhere near in the outer one.
            findings.Add(finding.IsError, findings.Root.Follow(finding.Path.Length > 2 ? finding.Path[2..] : ""), finding.Message, isOwn: finding.IsOwn);
        }
    }
}
