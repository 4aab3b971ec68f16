using System.Globalization;
using System.Text;
using Ignition.Butane.Output;
using Ignition.Butane.Yaml;

namespace Ignition.Butane;

/// <summary>Tells which line of the user's files each part of an output came from.</summary>
public static class ButaneExplanation
{
    /// <summary>Explains a part of the Ignition config.</summary>
    /// <param name="result">A translation that succeeded.</param>
    /// <param name="path">Path of the part: <c>$.storage.files.0</c>; <c>$</c> for all.</param>
    /// <returns>A line for each value: its path, its place, its path in the YAML; null when there is no such part.</returns>
    public static string? Of(ButaneResult result, string path)
    {
        if (result.Config is not { } node || result.Document is null)
        {
            return null;
        }

        YamlPath? from = null;
        var names = path.TrimStart('$').Trim('.');
        foreach (var name in names.Length == 0 ? [] : names.Split('.'))
        {
            from = node.Value?.From ?? from;
            var at = node.Kind == NodeKind.List && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < node.Members.Count
                ? index : node.Members.FindIndex(member => member.Key.Length > 0 && member.Key == name);
            if (at < 0)
            {
                return null;
            }

            node = node.Members[at].Node;
        }

        var lines = new List<Line>();
        Collect(lines, names.Length == 0 ? "$" : "$." + names, node, from);
        var text = new StringBuilder();
        var (first, second) = (lines.Max(line => line.Path.Length), lines.Max(line => line.Place.Length));
        foreach (var line in lines)
        {
            text.Append(line.Path.PadRight(first)).Append("  ").Append(line.Place.PadRight(second)).Append("  ").Append(line.From).Append('\n');
        }

        return text.ToString();
    }

    private static void Collect(List<Line> lines, string path, Node node, YamlPath? from)
    {
        from = node.Value?.From ?? from;
        if (from?.Source is { } source)
        {
            var (line, column) = source.Where(from);
            lines.Add(new Line(path, string.Create(CultureInfo.InvariantCulture, $"{source.File}:{line}:{column}"), from.ToString()));
        }

        for (var at = 0; at < node.Members.Count; at++)
        {
            var (key, member) = node.Members[at];
            Collect(lines, path + "." + (key.Length > 0 ? key : at.ToString(CultureInfo.InvariantCulture)), member, from);
        }
    }

    private sealed class Line(string path, string place, string from)
    {
        public string Path { get; } = path;
        public string Place { get; } = place;
        public string From { get; } = from;
    }
}
