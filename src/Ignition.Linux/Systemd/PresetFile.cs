using System.Text;

namespace Ignition.Linux.Systemd;

/// <summary>A preset line; see systemd.preset(5).</summary>
public sealed class PresetLine(bool enable, string unit, IReadOnlyList<string> instances)
{
    /// <summary>True for <c>enable</c>, false for <c>disable</c>.</summary>
    public bool Enable { get; } = enable;

    /// <summary>Name or template of the unit.</summary>
    public string Unit { get; } = unit;

    /// <summary>Instances of a template to enable, in order.</summary>
    public IReadOnlyList<string> Instances { get; } = instances;

    /// <summary>The line as it stands in the file, without its end.</summary>
    /// <returns>The line.</returns>
    public override string ToString() =>
        $"{(Enable ? "enable" : "disable")} {Unit}{string.Concat(Instances.Select(instance => " " + instance))}";
}

/// <summary>Text of a preset file.</summary>
public static class PresetFile
{
    /// <summary>Puts lines into a preset file: lines of other units stay, lines of the same units are replaced.</summary>
    /// <param name="existing">Text of the file; empty when there is none.</param>
    /// <param name="lines">The lines.</param>
    /// <returns>The new text, sorted by unit; of one unit <c>enable</c> comes first, because the first match counts.</returns>
    public static string Merge(string existing, IEnumerable<PresetLine> lines)
    {
        var wanted = lines.ToList();
        wanted.Sort((a, b) => string.CompareOrdinal(a.Unit, b.Unit) is var order and not 0 ? order : b.Enable.CompareTo(a.Enable));
        var text = new StringBuilder();
        foreach (var line in existing.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[0] is "enable" or "disable" && wanted.Exists(other => other.Unit == words[1])) continue;
            text.Append(line).Append('\n');
        }
        foreach (var line in wanted) text.Append(line).Append('\n');
        return text.ToString();
    }
}
