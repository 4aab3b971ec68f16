using System.Text;
using Ignition.Butane.Files;
using Ignition.Butane.Output;
using Ignition.Butane.Reading;
using Ignition.Butane.Reporting;
using Ignition.Butane.Schema;
using Ignition.Butane.Sugar;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;
using Ignition.Butane.Yaml;

namespace Ignition.Butane;

/// <summary>Makes one Butane file that needs no local files any more.</summary>
public static class ButaneBundle
{
    // What is longer is easier to read as a URL nobody reads.
    private const int LongestInline = 65536;

    /// <summary>Bundles configs that translate without errors.</summary>
    /// <param name="inputs">The configs, in the order in which they are merged.</param>
    /// <param name="files">The local files they embed.</param>
    /// <returns>Butane that translates to the same, or null when the configs do not translate.</returns>
    public static string? Of(IReadOnlyList<ButaneInput> inputs, ILocalFiles files)
    {
        var found = new List<Finding>();
        Value? bundle = null;
        Target? target = null;
        foreach (var input in inputs)
        {
            var source = Source.Read(input.Bytes.Span, input.FileName);
            target = Selection.Of(source, out _);
            if (target is null)
            {
                return null;
            }

            var document = new DocumentDecoder(target, []).Document(source);
            Embed(document, target, files, new Findings(source, found));
            bundle = bundle is null ? document : new Merger(target, sugar: true).Merge(bundle, document);
        }

        var names = string.Join(", ", inputs.Select(input => input.FileName));
        return found.Exists(finding => finding.IsError) ? null
            : $"# Bundled from {names}\n{YamlOutput.WriteExact(ButaneNode.Of(bundle!, target!))}\n";
    }

    private static void Embed(Value document, Target target, ILocalFiles files, Findings findings)
    {
        var local = new Local(files, findings);
        var resources = new Resources(target, local, new InnerConfigs(files, depth: 0));
        Quadlets(document, resources);
        resources.Embed(document);
        new Trees(local, resources, new NodeIndex(document), findings).Embed(document);
        if (document["storage"] is { } storage)
        {
            storage["trees"] = null;
        }

        Forget(document, files);
    }

    private static void Quadlets(Value document, Resources resources)
    {
        foreach (var quadlet in document["systemd"]?.ItemsOf("quadlets") ?? [])
        {
            foreach (var part in (IEnumerable<Value>)[quadlet, .. quadlet.ItemsOf("dropins")])
            {
                if (part["contents_local"] is not null && resources.ContentsOf(part, out var from) is { } bytes)
                {
                    part["contents"] = Value.Of(TextOfBytes.Decode(bytes), bytes, from);
                    part["contents_local"] = null;
                }
            }
        }
    }

    // What was embedded is named no more; short texts are kept readable.
    private static void Forget(Value value, ILocalFiles files)
    {
        foreach (var item in value.Items)
        {
            Forget(item, files);
        }

        if (value.Kind != Kind.Struct)
        {
            return;
        }

        foreach (var field in value.Type!.Fields)
        {
            if (value.Slots[field.Ordinal] is { } member)
            {
                Forget(member, files);
            }

            if (field.Yaml is "contents_local" or "ssh_authorized_keys_local")
            {
                value.Slots[field.Ordinal] = null;
            }
        }

        if (value.Type.Find("inline") is null)
        {
            return;
        }

        if (value["inline"] is not null)
        {
            // It was embedded only to be written again.
            value["source"] = null;
            value["compression"] = value["compression"] is { } own && own.From != value["inline"]!.From ? own : null;
        }
        else if (value["local"] is { } local)
        {
            value["local"] = null;
            var bytes = files.Read(LocalPath.Join(files.Root!, local.Text));
            if (value.Type == ResourceTypes.Resource && bytes.Length <= LongestInline && IsText(bytes))
            {
                value["inline"] = Value.Of(Encoding.UTF8.GetString(bytes), local.From);
                value["source"] = null;
                value["compression"] = value["compression"] is { } own && own.From != local.From ? own : null;
            }
        }
    }

    private static bool IsText(byte[] bytes) => System.Text.Unicode.Utf8.IsValid(bytes)
        && !bytes.AsSpan().ContainsAnyInRange((byte)0, (byte)8) && !bytes.AsSpan().ContainsAnyInRange((byte)11, (byte)31);
}
