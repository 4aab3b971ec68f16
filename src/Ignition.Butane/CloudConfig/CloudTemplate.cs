using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary>Templates, which nobody renders here.</summary>
internal static class CloudTemplate
{
    private static readonly string[] Marks = ["{{", "{%", "{#"];

    /// <summary>Finds what a template would replace.</summary>
    /// <param name="part">A part.</param>
    /// <param name="report">Takes a remark when the header is there without need.</param>
    /// <returns>The places, when the part says that it is a template.</returns>
    public static IEnumerable<(int Line, int Column)> Places(CloudPart part, CloudReport report)
    {
        var lines = part.Text.Split('\n');
        var header = Array.FindIndex(lines, line => line.TrimStart().StartsWith("##", StringComparison.Ordinal) && line.Replace(" ", "", StringComparison.Ordinal).StartsWith("##template:", StringComparison.OrdinalIgnoreCase));
        if (part.Type != "text/jinja2" && (header < 0 || !lines[..header].All(line => line.Trim().Length == 0 || line.TrimStart().StartsWith('#'))))
        {
            return [];
        }

        var places = new List<(int, int)>();
        for (var index = 0; index < lines.Length; index++)
        {
            var first = -1;
            foreach (var mark in Marks)
            {
                var at = lines[index].IndexOf(mark, StringComparison.Ordinal);
                first = at >= 0 && (first < 0 || at < first) ? at : first;
            }

            if (first >= 0)
            {
                places.Add(part.At(index + 1, first + 1));
            }
        }

        if (places.Count == 0)
        {
            report.Remark(new YamlNode(YamlKind.Scalar, part.At(Math.Max(header, 0) + 1, 1).Line, 1), "template", "there is nothing to render");
        }

        return places;
    }
}
