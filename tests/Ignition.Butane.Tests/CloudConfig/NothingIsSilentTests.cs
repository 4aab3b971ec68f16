using Ignition.Butane.CloudConfig;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Tests.CloudConfig;

/// <summary>Every key of every sample shows in what comes out or in the report.</summary>
public sealed class NothingIsSilentTests
{
    public static TheoryData<string, string?> All
    {
        get
        {
            var all = new TheoryData<string, string?>();
            foreach (var name in Samples.Names.Where(name => name != Samples.Jinja))
            {
                foreach (var variant in (string?[])[null, "flatcar", "r4e", "fiot"])
                {
                    all.Add(name, variant);
                }
            }

            return all;
        }
    }

    public static TheoryData<string> OddNames => [.. Samples.Names.Where(name => name != Samples.Jinja)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_key_that_is_deleted_changes_the_output_or_the_report(string name, string? variant)
    {
        var (root, parts) = CloudConfigConverter.Read(Samples.Read(name), new CloudReport(name));
        var whole = Outcome(root, parts, name, variant);
        var silent = new List<string>();
        foreach (var mapping in Mappings(root, []))
        {
            for (var at = 0; at + 1 < mapping.Children.Count; at += 2)
            {
                var (key, value) = (mapping.Children[at], mapping.Children[at + 1]);
                mapping.Children.RemoveRange(at, 2);
                if (Outcome(root, parts, name, variant) == whole)
                {
                    silent.Add($"{name}:{key.Line}: {key.Text}");
                }

                mapping.Children.InsertRange(at, [key, value]);
            }
        }

        Assert.Empty(silent);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_line_of_the_report_names_a_line_of_the_source_that_says_something(string name, string? variant)
    {
        var lines = Samples.Lines(name);
        var converted = Samples.Convert(name, variant);
        foreach (var note in converted.Notes.Concat(converted.Remarks).Concat(converted.Problems))
        {
            Assert.InRange(note.Line, 1, lines.Length);
            Assert.True(lines[note.Line - 1].Trim().Length > 0, $"{name}:{note.Line}: {note.Path}: {note.Message}");
            var key = note.Path.Split('.')[^1];
            var isThere = lines[note.Line - 1].Contains(key, StringComparison.Ordinal) || lines[note.Line - 1].TrimStart().StartsWith('-')
                || !lines.Any(line => line.TrimStart(' ', '-', '{').StartsWith(key + ":", StringComparison.Ordinal));
            Assert.True(isThere || note.Path.Contains("list", StringComparison.Ordinal), $"{name}:{note.Line}: {note.Path}: {note.Message}");
        }
    }

    [Theory]
    [MemberData(nameof(OddNames))]
    public void A_value_of_the_wrong_kind_silences_nothing(string name)
    {
        var (root, parts) = CloudConfigConverter.Read(Samples.Read(name), new CloudReport(name));
        var silent = new List<string>();
        foreach (var mapping in Mappings(root, []))
        {
            for (var at = 1; at < mapping.Children.Count; at += 2)
            {
                var (right, changed) = (mapping.Children[at], mapping.Children[at - 1].Text);
                foreach (var (what, value) in Odd(right))
                {
                    mapping.Children[at] = value;
                    var whole = Outcome(root, parts, name, null);
                    for (var other = 0; other + 1 < mapping.Children.Count; other += 2)
                    {
                        var (key, kept) = (mapping.Children[other], mapping.Children[other + 1]);
                        mapping.Children.RemoveRange(other, 2);
                        if (Outcome(root, parts, name, null) == whole)
                        {
                            silent.Add($"{name}:{key.Line}: {key.Text} while {changed} is {what}");
                        }

                        mapping.Children.InsertRange(other, [key, kept]);
                    }
                }

                mapping.Children[at] = right;
            }
        }

        Assert.True(silent.Count == 0, string.Join('\n', silent));
    }

    private static IEnumerable<(string What, YamlNode Value)> Odd(YamlNode right)
    {
        foreach (var text in (string[])["", "false", "5", "odd"])
        {
            yield return (text, new YamlNode(YamlKind.Scalar, right.Line, right.Column) { Text = text, Plain = true });
        }

        var list = new YamlNode(YamlKind.Sequence, right.Line, right.Column);
        list.Children.Add(new YamlNode(YamlKind.Scalar, right.Line, right.Column) { Text = "odd", Plain = true });
        yield return ("[odd]", list);
        yield return ("{}", new YamlNode(YamlKind.Mapping, right.Line, right.Column));
        var mapping = new YamlNode(YamlKind.Mapping, right.Line, right.Column);
        mapping.Children.Add(new YamlNode(YamlKind.Scalar, right.Line, right.Column) { Text = "odd", Plain = true });
        mapping.Children.Add(new YamlNode(YamlKind.Scalar, right.Line, right.Column) { Text = "odd", Plain = true });
        yield return ("{odd: odd}", mapping);
    }

    private static string Outcome(YamlNode root, List<CloudPart> parts, string name, string? variant)
    {
        var report = new CloudReport(name);
        var converted = CloudConfigConverter.Convert(root, parts, report, name, variant);
        return $"{converted.Butane}\n{string.Join('\n', Samples.Said(converted))}";
    }

    private static IEnumerable<YamlNode> Mappings(YamlNode node, HashSet<YamlNode> seen)
    {
        if (!seen.Add(node))
        {
            yield break;
        }

        if (node.Kind == YamlKind.Mapping)
        {
            yield return node;
        }

        foreach (var mapping in node.Children.ToList().SelectMany(child => Mappings(child, seen)))
        {
            yield return mapping;
        }
    }
}
