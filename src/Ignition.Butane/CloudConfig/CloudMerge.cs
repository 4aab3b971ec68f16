using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary>Merges the cloud-configs of one user data, in time that is linear in what they hold.</summary>
/// <param name="report">Takes what is replaced.</param>
/// <remarks>https://cloudinit.readthedocs.io/en/latest/reference/merging.html</remarks>
internal sealed class CloudMerge(CloudReport report)
{
    /// <summary>Where the keys of a merged mapping stand in its children; a mapping that is here is ours to change.</summary>
    private readonly Dictionary<YamlNode, Dictionary<string, int>> _mappings = new(ReferenceEqualityComparer.Instance);

    /// <summary>Merged lists, ours to change.</summary>
    private readonly HashSet<YamlNode> _lists = new(ReferenceEqualityComparer.Instance);

    /// <summary>All that was added, merged; null before the first.</summary>
    public YamlNode? Whole { get; private set; }

    /// <summary>Merges a cloud-config over those before it: its keys replace theirs, unless it says otherwise.</summary>
    /// <param name="part">The cloud-config, a mapping.</param>
    public void Add(YamlNode part)
    {
        if (Whole is null)
        {
            Whole = part;
            return;
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

        Whole = Mapping(Whole, part, "", MergeRules.Of(how));
    }

    private YamlNode Mapping(YamlNode before, YamlNode part, string path, MergeRules rules)
    {
        var made = before;
        if (!_mappings.TryGetValue(before, out var places))
        {
            made = new YamlNode(YamlKind.Mapping, before.Line, before.Column);
            made.Children.AddRange(before.Children);
            places = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var at = 0; at < made.Children.Count; at += 2)
            {
                places[made.Children[at].Text] = at;
            }

            _mappings.Add(made, places);
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
            (made.Children[place], made.Children[place + 1]) = Same(made.Children[place], made.Children[place + 1], key, part.Children[at + 1], name, rules);
        }

        return made;
    }

    private (YamlNode Key, YamlNode Value) Same(YamlNode oldKey, YamlNode old, YamlNode newKey, YamlNode value, string name, MergeRules rules)
    {
        if (rules.Replaces)
        {
            report.Lose(oldKey, name, $"the part on {CloudReport.Line(newKey)} has the key again, and the last part counts");
            return (newKey, value);
        }

        if (rules.Arrays && old.Kind == YamlKind.Sequence && value.Kind == YamlKind.Sequence && rules.List != "no_replace")
        {
            return (oldKey, List(old, value, rules.List));
        }

        if (old.Kind == YamlKind.Mapping && value.Kind == YamlKind.Mapping)
        {
            return (oldKey, Mapping(old, value, name, rules));
        }

        if (rules.Texts && old.Kind == YamlKind.Scalar && value.Kind == YamlKind.Scalar)
        {
            return (oldKey, new YamlNode(YamlKind.Scalar, old.Line, old.Column) { Text = old.Text + value.Text });
        }

        report.Lose(newKey, name, $"the part on {CloudReport.Line(oldKey)} has the key already, and the parts are merged so that it counts");
        return (oldKey, old);
    }

    private YamlNode List(YamlNode old, YamlNode value, string how)
    {
        var list = old;
        if (!_lists.Contains(old))
        {
            list = new YamlNode(YamlKind.Sequence, old.Line, old.Column);
            list.Children.AddRange(old.Children);
            _lists.Add(list);
        }

        switch (how)
        {
            case "append":
                list.Children.AddRange(value.Children);
                break;
            case "prepend":
                list.Children.InsertRange(0, value.Children);
                break;
            default:
                list.Children.RemoveRange(0, Math.Min(list.Children.Count, value.Children.Count));
                list.Children.InsertRange(0, value.Children);
                break;
        }

        return list;
    }

    // Either list(append)+dict(recurse_array), or a list of names with their settings.
    private static string Words(YamlNode how) => how.Kind == YamlKind.Scalar ? how.Text : string.Join('+', how.Children.Select(item =>
        $"{item.Find("name")?.Text}({string.Join(',', item.Find("settings")?.Children.Select(setting => setting.Text) ?? [])})"));

    /// <summary>How one part wants to be merged.</summary>
    private sealed class MergeRules(bool replaces, bool arrays, bool texts, string list)
    {
        public bool Replaces { get; } = replaces;
        public bool Arrays { get; } = arrays;
        public bool Texts { get; } = texts;
        public string List { get; } = list;

        public static MergeRules Of(string? how)
        {
            if (how is null)
            {
                return new MergeRules(replaces: true, arrays: false, texts: false, "replace");
            }

            var dict = Settings(how, "dict");
            return new MergeRules(
                dict.Contains("replace"),
                dict.Contains("recurse_array") || dict.Contains("recurse_list"),
                dict.Contains("recurse_str") && Settings(how, "str").Contains("append"),
                Settings(how, "list").FirstOrDefault(word => word is "append" or "prepend" or "no_replace") ?? "replace");
        }

        private static string[] Settings(string how, string name)
        {
            var start = how.IndexOf(name + "(", StringComparison.Ordinal);
            var end = start < 0 ? -1 : how.IndexOf(')', start);
            return end < 0 ? [] : how[(start + name.Length + 1)..end].Split(',', StringSplitOptions.TrimEntries);
        }
    }
}
