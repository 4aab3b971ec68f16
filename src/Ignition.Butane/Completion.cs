using System.Text;
using Ignition.Butane.Checks;
using Ignition.Butane.Output;
using Ignition.Butane.Reporting;
using Ignition.Butane.Schema;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;
using Ignition.Config.Locations;

namespace Ignition.Butane;

/// <summary>The way from a document without sugar, maybe merged from several, to what is written.</summary>
/// <param name="target">Variant and version.</param>
/// <param name="findings">Takes what is found.</param>
/// <param name="options">What is wanted.</param>
internal sealed class Completion(Target target, Findings findings, ButaneOptions options)
{
    /// <summary>The Ignition config as compact JSON.</summary>
    public byte[] Json { get; private set; } = [];

    /// <summary>The Ignition config as nodes.</summary>
    public Node? Config { get; private set; }

    /// <summary>The Ignition config as it was read back, with the places of its values; null when it is refused.</summary>
    public Document? Read { get; private set; }

    /// <summary>Number of findings beyond those that are kept.</summary>
    public int Omitted { get; private set; }

    /// <summary>Checks the document and writes it.</summary>
    /// <param name="document">The document without sugar.</param>
    /// <param name="merged">True when a merge has forgotten fields that cannot be told from unset.</param>
    /// <param name="failure">Why nothing is written.</param>
    /// <returns>What is written, or null.</returns>
    public string? Run(Value document, bool merged, out ButaneFailure failure)
    {
        document.Ensure("ignition", null)[IgnitionTypes.VersionField] = Value.Of(target.Spec, document.From!["version"]);
        var wrap = target.IsOpenshift && !options.Raw;
        var paths = new PathMap(document, target, merged, wrap);
        failure = ButaneFailure.SourceInvalid;
        if (target.IsOpenshift)
        {
            WarnOfElided(document);
            new MachineConfigChecks(target, findings).Result(document, paths);
        }

        if (!findings.HasErrors && (wrap || !target.IsOpenshift))
        {
            new Filters(target, paths, findings).Run(document);
        }

        if (findings.HasErrors)
        {
            return null;
        }

        Config = Node.Of(document, target);
        var compact = JsonOutput.Write(Config, pretty: false);
        Json = Encoding.UTF8.GetBytes(compact);
        Check(document, paths, wrap);
        failure = findings.HasErrors ? ButaneFailure.GeneratedInvalid : ButaneFailure.None;
        return failure != ButaneFailure.None ? null
            : wrap ? YamlOutput.Write(MachineConfig.Wrap(document, Config, target))
            : options.Pretty ? JsonOutput.Write(Config, pretty: true)
            : compact;
    }

    private void Check(Value document, PathMap paths, bool wrapped)
    {
        var places = options.Places ? new PlacesOutput(document.From!).Of(Config!) : Places.None;
        var found = IgnitionCheck.Generated(Json, document, target, places, out var read, out var omitted);
        Omitted = omitted;
        foreach (var finding in found)
        {
            var path = wrapped ? "$.spec.config" + finding.Path[1..] : finding.Path;
            findings.Add(finding.IsError, paths.Find(path), finding.Message, finding.Rule, finding.IsOwn);
        }

        Read = read;
    }

    private void WarnOfElided(Value document)
    {
        if (!options.Raw || document["openshift"] is not { } openshift)
        {
            return;
        }

        foreach (var field in openshift.Type!.Fields)
        {
            if (openshift.Slots[field.Ordinal] is { } value)
            {
                findings.Warning(value.From!, $"openshift.{field.Yaml} has no place in an Ignition config and is left out");
            }
        }
    }
}
