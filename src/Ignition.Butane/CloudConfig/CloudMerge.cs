using Ignition.Butane.Reading;

namespace Ignition.Butane.CloudConfig;

/// <summary>Merges the cloud-configs of one user data.</summary>
/// <remarks>https://cloudinit.readthedocs.io/en/latest/reference/merging.html</remarks>
internal sealed class CloudMerge
{
    private readonly CloudReport _report;
    private readonly bool _replaces = true, _arrays, _texts;
    private readonly string _list = "replace";

    private CloudMerge(CloudReport report, string? how)
    {
        _report = report;
        if (how is null)
        {
            return;
        }

        var (dict, list) = (Settings(how, "dict"), Settings(how, "list"));
        _replaces = dict.Contains("replace");
        _arrays = dict.Contains("recurse_array") || dict.Contains("recurse_list");
        _texts = dict.Contains("recurse_str") && Settings(how, "str").Contains("append");
        _list = list.FirstOrDefault(word => word is "append" or "prepend" or "no_replace") ?? "replace";
    }

    /// <summary>Merges a cloud-config over those before it: its keys replace theirs, unless it says otherwise.</summary>
    /// <param name="before">What was there; null for nothing.</param>
    /// <param name="part">The cloud-config.</param>
    /// <param name="report">Takes what is replaced.</param>
    /// <returns>The whole.</returns>
    public static YamlNode Over(YamlNode? before, YamlNode part, CloudReport report)
    {
        if (before is null)
        {
            return part;
        }

        string? how = null;
        foreach (var name in (string[])["merge_how", "merge_type"])
        {
            var at = part.Children.FindIndex(key => key.Text == name);
            if (at >= 0 && at % 2 == 0)
            {
                how = Words(part.Children[at + 1]);
                report.Remark(part.Children[at], name, "the parts are merged so");
                part.Children.RemoveRange(at, 2);
            }
        }

        return new CloudMerge(report, how).Mapping(before, part, "");
    }

    private YamlNode Mapping(YamlNode before, YamlNode part, string path)
    {
        var made = new YamlNode(YamlKind.Mapping, before.Line, before.Column);
        made.Children.AddRange(before.Children);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < made.Children.Count; at += 2)
        {
            places[made.Children[at].Text] = at;
        }

        for (var at = 0; at + 1 < part.Children.Count; at += 2)
        {
            var key = part.Children[at];
            if (places.TryAdd(key.Text, made.Children.Count))
            {
                made.Children.Add(key);
                made.Children.Add(part.Children[at + 1]);
                continue;
            }

            var (name, place) = (path.Length == 0 ? key.Text : $"{path}.{key.Text}", places[key.Text]);
            (made.Children[place], made.Children[place + 1]) = Same(made.Children[place], made.Children[place + 1], key, part.Children[at + 1], name);
        }

        return made;
    }

    private (YamlNode Key, YamlNode Value) Same(YamlNode oldKey, YamlNode old, YamlNode newKey, YamlNode value, string name)
    {
        if (_replaces)
        {
            _report.Lose(oldKey, name, $"the part on {CloudReport.Line(newKey)} has the key again, and the last part counts");
            return (newKey, value);
        }

        if (_arrays && old.Kind == YamlKind.Sequence && value.Kind == YamlKind.Sequence && _list != "no_replace")
        {
            var list = new YamlNode(YamlKind.Sequence, old.Line, old.Column);
            list.Children.AddRange(_list == "append" ? [.. old.Children, .. value.Children] : _list == "prepend"
                ? [.. value.Children, .. old.Children] : [.. value.Children, .. old.Children.Skip(value.Children.Count)]);
            return (oldKey, list);
        }

        if (old.Kind == YamlKind.Mapping && value.Kind == YamlKind.Mapping)
        {
            return (oldKey, Mapping(old, value, name));
        }

        if (_texts && old.Kind == YamlKind.Scalar && value.Kind == YamlKind.Scalar)
        {
            return (oldKey, new YamlNode(YamlKind.Scalar, old.Line, old.Column) { Text = old.Text + value.Text });
        }

        _report.Lose(newKey, name, $"the part on {CloudReport.Line(oldKey)} has the key already, and the parts are merged so that it counts");
        return (oldKey, old);
    }

    // Either list(append)+dict(recurse_array), or a list of names with their settings.
    private static string Words(YamlNode how) => how.Kind == YamlKind.Scalar ? how.Text : string.Join('+', how.Children.Select(item =>
        $"{item.Find("name")?.Text}({string.Join(',', item.Find("settings")?.Children.Select(setting => setting.Text) ?? [])})"));

    private static string[] Settings(string how, string name)
    {
        var start = how.IndexOf(name + "(", StringComparison.Ordinal);
        var end = start < 0 ? -1 : how.IndexOf(')', start);
        return end < 0 ? [] : how[(start + name.Length + 1)..end].Split(',', StringSplitOptions.TrimEntries);
    }
}
