using Ignition.Butane.Reading;

namespace Ignition.Butane.CloudConfig;

/// <summary>A <c>#cloud-config-archive</c>: a list of parts.</summary>
internal static class CloudArchive
{
    /// <summary>Takes an archive apart.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="report">Takes what cannot be read.</param>
    /// <returns>Its parts.</returns>
    /// <exception cref="YamlException">It is no list.</exception>
    public static List<CloudPart> Parts(CloudPart archive, CloudReport report)
    {
        var root = CloudTree.Of(archive, report);
        if (root.Kind != YamlKind.Sequence)
        {
            throw new YamlException("a cloud-config archive is a list of parts", root.Line, root.Column);
        }

        var (parts, lines) = (new List<CloudPart>(), archive.Text.Split('\n'));
        foreach (var item in new CloudValue(report, root, root, "archive").Items())
        {
            if (item.IsScalar && item.Text() is { } plain)
            {
                parts.Add(Part(archive, lines, null, item.Node, plain));
            }
            else if (item.Map() is { } map)
            {
                var (type, content) = (map.Text("type"), map.Take("content"));
                map.Take("filename")?.Remark("parts have names of their own");
                map.Rest(_ => "it does not change how the part is carried; write merge_how into the part itself");
                if (content?.Text() is { } text)
                {
                    if (type is not null && type == CloudPart.TypeOf(text))
                    {
                        map.Peek("type")!.Remark("the part's first line says it too");
                    }

                    parts.Add(Part(archive, lines, type, content.Node, text));
                }
                else
                {
                    map.LoseAll("a part has content");
                }
            }
        }

        return parts;
    }

    private static CloudPart Part(CloudPart archive, string[] lines, string? type, YamlNode node, string text)
    {
        type ??= CloudPart.TypeOf(text) ?? "text/plain";
        if (archive.Encoded || Indent(lines, node, text) is not { } indent)
        {
            return new CloudPart(type, text, node.Line) { Encoded = true };
        }

        // Where the lines stand in the source, so that places are right.
        var padded = string.Join('\n', text.Split('\n').Select(line => line.Length > 0 ? new string(' ', indent) + line : line));
        return new CloudPart(type, type == CloudPart.Config ? new string('\n', node.Line) + padded : text, type == CloudPart.Config ? node.Line + 1 : node.Line);
    }

    // Only a literal block has the lines of the source.
    private static int? Indent(string[] lines, YamlNode node, string text)
    {
        if (node.Line >= lines.Length || !lines[node.Line - 1].TrimEnd().TrimEnd('+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9').EndsWith('|'))
        {
            return null;
        }

        var first = text.Split('\n')[0];
        var indent = lines[node.Line].Length - first.Length;
        return indent >= 0 && lines[node.Line].EndsWith(first, StringComparison.Ordinal) ? indent : null;
    }
}
