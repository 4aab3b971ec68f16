using Ignition.Butane.Yaml;

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
        if (archive.Encoded || Indent(lines, node.Line - archive.Line, text) is not { } indent)
        {
            return new CloudPart(type, text, node.Line) { Encoded = true };
        }

        // Where the lines stand in the source, so that places are right.
        var padded = string.Join('\n', text.Split('\n').Select(line => line.Length > 0 ? new string(' ', indent) + line : line));
        return new CloudPart(type, type == CloudPart.Config ? padded : text, node.Line + 1);
    }

    // Only a literal block has the lines of the source; the line of its indicator is counted from 0.
    private static int? Indent(string[] lines, int indicator, string text)
    {
        if (indicator + 1 >= lines.Length || !lines[indicator].TrimEnd().TrimEnd('+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9').EndsWith('|'))
        {
            return null;
        }

        var (line, first) = (lines[indicator + 1].TrimEnd('\r'), text.Split('\n')[0]);
        return line.EndsWith(first, StringComparison.Ordinal) ? line.Length - first.Length : null;
    }
}
