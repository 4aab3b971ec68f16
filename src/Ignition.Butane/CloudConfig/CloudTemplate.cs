using Ignition.Butane.Reading;

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
        foreach (var (index, line) in lines.Index())
        {
            if (Marks.Select(mark => line.IndexOf(mark, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min() is var at and >= 0)
            {
                places.Add(part.At(index + 1, at + 1));
            }
        }

        if (places.Count == 0)
        {
            report.Remark(new YamlNode(YamlKind.Scalar, part.At(Math.Max(header, 0) + 1, 1).Line, 1), "template", "there is nothing to render");
        }

        return places;
    }
}
