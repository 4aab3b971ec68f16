using Ignition.Butane.Checks;
using Ignition.Butane.Files;
using Ignition.Butane.Output;
using Ignition.Butane.Reading;
using Ignition.Butane.Reporting;
using Ignition.Butane.Sugar;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;

namespace Ignition.Butane;

/// <summary>The way from a document as the user wrote it to one without sugar.</summary>
/// <param name="target">Variant and version.</param>
/// <param name="files">The local files.</param>
/// <param name="findings">Takes what is found.</param>
/// <param name="depth">How many configs this one is merged into by their <c>merge.local</c>.</param>
internal sealed class Translation(Target target, ILocalFiles files, Findings findings, int depth)
{
    private readonly Merger _merger = new(target);

    /// <summary>True when a merge has forgotten fields that cannot be told from unset.</summary>
    public bool Merged { get; private set; }

    /// <summary>Checks and translates.</summary>
    /// <param name="document">What the user wrote; it is changed.</param>
    /// <returns>The document without sugar, or null when an error was reported.</returns>
    public Value? Run(Value document)
    {
        new KeyWalk(target, findings).Run();
        new SourceChecks(target, findings).Run(document);
        if (findings.HasErrors)
        {
            return null;
        }

        document = Embed(document);
        return findings.HasErrors ? null : Generate(document);
    }

    private Value Embed(Value document)
    {
        var local = new Local(files, findings);
        var resources = new Resources(target, local, new InnerConfigs(files, depth));
        resources.Embed(document);
        document = Merge(new MountUnits(target).Generate(document), document);
        var nodes = new NodeIndex(document);
        new Trees(local, resources, nodes, findings).Embed(document);
        new Quadlets(resources, nodes, findings).Embed(document);
        return document;
    }

    private Value Generate(Value document)
    {
        if (document["boot_device"] is { } bootDevice)
        {
            document = Merge(new BootDevice(bootDevice).Generate(), document);
        }

        if (target.IsFcos || target.IsOpenshift)
        {
            PartitionChecks.Run(document, target, new PathMap(document, target, Merged, wrapped: false), findings);
        }

        if (target.Coreos >= 5)
        {
            document = Merge(Grub.Generate(document, new Resources(target, new Local(files, findings), new InnerConfigs(files, depth))), document);
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

        Merged = true;
        var merged = _merger.Merge(generated, document);
        merged.From = findings.Root;
        return merged;
    }
}
