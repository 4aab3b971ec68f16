using System.Text;
using Ignition.Butane.Checks;
using Ignition.Butane.Output;
using Ignition.Butane.Reading;
using Ignition.Butane.Schema;
using Ignition.Butane.Sugar;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;
using Ignition.Config.Locations;

namespace Ignition.Butane;

/// <summary>The way from a document as the user wrote it to an Ignition config.</summary>
/// <param name="target">Variant and version.</param>
/// <param name="files">The local files.</param>
/// <param name="findings">Takes what is found.</param>
/// <param name="options">What is wanted.</param>
/// <param name="fileName">Name of the file for places.</param>
internal sealed class Translation(Target target, ILocalFiles files, Findings findings, ButaneOptions options, string fileName)
{
    private readonly Merger _merger = new(target);
    private bool _merged;

    /// <summary>What was translated, without sugar; null until then.</summary>
    public Value? Document { get; private set; }

    /// <summary>The Ignition config; null when it is refused.</summary>
    public Node? Config { get; private set; }

    /// <summary>The Ignition config as compact JSON.</summary>
    public byte[] Json { get; private set; } = [];

    /// <summary>The Ignition config as it was read back, with the places of its values.</summary>
    public Ignition.Config.Reading.Document? Read { get; private set; }

    /// <summary>Why nothing came out.</summary>
    public ButaneFailure Failure { get; private set; }

    /// <summary>Translates.</summary>
    /// <param name="document">What the user wrote; it is changed.</param>
    public void Run(Value document)
    {
        new KeyWalk(target, findings).Run();
        new SourceChecks(target, findings).Run(document);
        if (Fails(ButaneFailure.SourceInvalid))
        {
            return;
        }

        document = Desugar(document);
        if (Fails(ButaneFailure.SourceInvalid))
        {
            return;
        }

        var ignition = document.Ensure("ignition", null);
        ignition[IgnitionTypes.VersionField] = Value.Of(target.Spec, YamlPath.Root["version"]);
        Document = document;
        var wrap = target.IsOpenshift && !options.Raw;
        var wrapped = new PathMap(document, target, _merged, wrap);
        if (target.IsOpenshift)
        {
            WarnOfElided(document);
            new MachineConfigChecks(target, findings).Result(document, wrapped);
            if (Fails(ButaneFailure.SourceInvalid))
            {
                return;
            }
        }

        if (!target.IsOpenshift || wrap)
        {
            new Filters(target, wrapped, findings).Run(document);
            if (Fails(ButaneFailure.SourceInvalid))
            {
                return;
            }
        }

        Config = Node.Of(document, target);
        Json = Encoding.UTF8.GetBytes(JsonOutput.Write(Config, pretty: false));
        var places = options.Places ? new PlacesOutput(findings, fileName).Of(Config) : Places.None;
        var found = IgnitionCheck.Generated(Json, document, target, places, out var read);
        foreach (var finding in found)
        {
            var path = wrap ? "$.spec.config" + finding.Path[1..] : finding.Path;
            findings.Add(finding.IsError, wrapped.Find(path), finding.Message);
        }

        Read = read;
        Fails(ButaneFailure.GeneratedInvalid);
    }

    private Value Desugar(Value document)
    {
        var local = new Local(files, findings);
        var resources = new Resources(target, local);
        resources.Embed(document);
        document = Merge(new MountUnits(target).Generate(document), document);
        var nodes = new NodeIndex(document);
        new Trees(local, resources, nodes, findings).Embed(document);
        new Quadlets(resources, nodes, findings).Embed(document);
        if (findings.HasErrors)
        {
            return document;
        }

        if (document["boot_device"] is { } bootDevice)
        {
            document = Merge(new BootDevice(bootDevice).Generate(), document);
        }

        if (target.IsFcos || target.IsOpenshift)
        {
            PartitionChecks.Run(document, target, new PathMap(document, target, _merged, wrapped: false), findings);
        }

        if (target.Coreos >= 5)
        {
            document = Merge(Grub.Generate(document, resources), document);
        }

        if (target.Openshift >= 23)
        {
            MachineConfig.MoveGrubAppend(document);
        }

        if (target.IsOpenshift && target.Openshift <= 19)
        {
            MachineConfig.AddFipsOptions(document);
        }

        return document;
    }

    private Value Merge(Value? generated, Value document)
    {
        if (generated is null)
        {
            return document;
        }

        _merged = true;
        var merged = _merger.Merge(generated, document);
        merged.From = YamlPath.Root;
        return merged;
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

    private bool Fails(ButaneFailure failure)
    {
        if (findings.HasErrors)
        {
            Failure = failure;
        }

        return findings.HasErrors;
    }
}
