using Ignition.Butane.Reporting;
using Ignition.Butane.Values;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Sugar;

/// <summary>Turns <c>systemd.quadlets</c> into files and links below <c>/etc/containers/systemd</c>.</summary>
/// <param name="resources">Embeds contents.</param>
/// <param name="nodes">The nodes there are.</param>
/// <param name="findings">Takes errors.</param>
internal sealed class Quadlets(Resources resources, NodeIndex nodes, Findings findings)
{
    private const long Mode = Permissions.Readable;
    private const string Directory = "/etc/containers/systemd";

    /// <summary>Endings of quadlets.</summary>
    public static readonly string[] Extensions =
        [".container", ".volume", ".network", ".kube", ".image", ".build", ".pod", ".artifact"];

    /// <summary>Embeds the quadlets in their order.</summary>
    /// <param name="document">The document.</param>
    public void Embed(Value document)
    {
        foreach (var quadlet in document["systemd"]?.ItemsOf("quadlets") ?? [])
        {
            var name = quadlet.TextOf("name");
            var path = LocalPath.Clean(Directory + (quadlet.FlagOf("rootful") ? "/" : "/users/") + name);
            var from = quadlet.From!;
            if (TemplateOf(name) is { } template)
            {
                if (IsFree(path, from))
                {
                    var link = nodes.Add("links", path, from, quadlet["name"]!.From!);
                    link["target"] = Value.Of(template, from);
                }
            }
            else
            {
                File(quadlet, path, from, quadlet["name"]!.From!);
            }

            foreach (var dropin in quadlet.ItemsOf("dropins"))
            {
                File(dropin, LocalPath.Clean(path + ".d/" + dropin.TextOf("name")), dropin.From!, dropin["name"]?.From ?? dropin.From!["name"]);
            }
        }
    }

    /// <summary>The template an instance belongs to.</summary>
    /// <param name="name">Name of a quadlet.</param>
    /// <returns><c>web@.container</c> for <c>web@1.container</c>; null when it is no instance.</returns>
    public static string? TemplateOf(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var dot = name.LastIndexOf('.');
        return at >= 0 && dot > at + 1 ? name[(name.LastIndexOf('/', at) + 1)..(at + 1)] + name[dot..] : null;
    }

    private void File(Value quadlet, string path, YamlPath from, YamlPath name)
    {
        if (!IsFree(path, from) || resources.ContentsOf(quadlet, out var origin) is not { } bytes)
        {
            return;
        }

        var file = nodes.Add("files", path, from, name);
        resources.Put(file.Ensure("contents", origin), bytes, origin);
        if (file["contents"]!["compression"] is { } compression)
        {
            compression.From = from;
        }

        file["mode"] = Value.Of(Mode, from);
    }

    private bool IsFree(string path, YamlPath from)
    {
        if (nodes.Find(path) is null)
        {
            return true;
        }

        findings.Error(from, $"{path} is in the config already");
        return false;
    }
}
