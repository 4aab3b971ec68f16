using System.Globalization;
using System.Text;
using Ignition.Butane.Reporting;
using Ignition.Provisioning.Logging;

namespace Ignition.Agent.Cli.Butane;

/// <summary>Prints findings as Butane does: with the lines around them, or one line each.</summary>
/// <param name="output">Where to.</param>
/// <param name="texts">The files by their names.</param>
/// <param name="raw">True for one line each.</param>
/// <param name="color">True for colours.</param>
internal sealed class FindingPrinter(TextWriter output, IReadOnlyDictionary<string, byte[]> texts, bool raw, bool color)
{
    private const int Around = 2; // lines before and after
    private const string Blue = "\e[1;34m";
    private readonly Dictionary<string, string[]> _lines = new(StringComparer.Ordinal);

    /// <summary>Prints findings.</summary>
    /// <param name="findings">The findings.</param>
    public void Print(IReadOnlyList<Finding> findings)
    {
        for (var at = 0; at < findings.Count; at++)
        {
            if (raw)
            {
                output.Write(Printable.Line(Line(findings[at])) + "\n");
                continue;
            }

            output.Write(at > 0 ? "\n" : "");
            output.Write(Excerpt(findings[at]) ?? Printable.Line(Line(findings[at])) + "\n");
        }
    }

    /// <summary>The finding in one line.</summary>
    /// <param name="finding">The finding.</param>
    /// <returns>The line, without its end.</returns>
    public string Line(Finding finding)
    {
        var place = finding.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {finding.Line} col {finding.Column}") : "";
        var where = (finding.Path, place) switch
        {
            ("", "") => "",
            ("", _) => " at " + place,
            (_, "") => " at " + finding.Path,
            _ => $" at {finding.Path}, {place}",
        };
        return $"{Kind(finding)}{where}: {finding.Message}";
    }

    private string? Excerpt(Finding finding)
    {
        if (!texts.TryGetValue(finding.File, out var bytes))
        {
            return null;
        }

        if (!_lines.TryGetValue(finding.File, out var lines))
        {
            _lines[finding.File] = lines = Encoding.UTF8.GetString(bytes).Split('\n');
        }

        if (finding.Line < 1 || finding.Line > lines.Length)
        {
            return null;
        }

        // The column counts characters, but is used as a byte offset here, as Butane does.
        var line = Encoding.UTF8.GetBytes(lines[finding.Line - 1]);
        var start = finding.Column - 1;
        if (start < 0 || start >= line.Length)
        {
            return null;
        }

        var length = 0;
        while (start + length < line.Length && line[start + length] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\v' or (byte)'\f'))
        {
            length++;
        }

        var (first, last) = (Math.Max(1, finding.Line - Around), Math.Min(lines.Length, finding.Line + Around));
        var width = last.ToString(CultureInfo.InvariantCulture).Length;
        var text = new StringBuilder();
        text.Append(Kind(finding)).Append(finding.Path.Length == 0 ? "" : $"[{Printable.Line(finding.Path)}]").Append(":\n");
        text.Append(' ', width + 1).Append(Blue, color).Append("-->").Reset(color)
            .Append(CultureInfo.InvariantCulture, $" {finding.File}:{finding.Line}:{finding.Column}\n");
        Gutter(text, "", width).Append('\n');
        for (var number = first; number <= last; number++)
        {
            Gutter(text, number.ToString(CultureInfo.InvariantCulture), width);
            text.Append(lines[number - 1].Length > 0 ? " " + lines[number - 1] : "").Append('\n');
            if (number == finding.Line)
            {
                Gutter(text, "", width).Append(' ').Append(' ', start).Append(Blue, color).Append('^', Math.Max(1, length)).Reset(color)
                    .Append(' ').Append(Printable.Line(finding.Message)).Append('\n');
            }
        }

        return Gutter(text, "", width).Append('\n').ToString();
    }

    private StringBuilder Gutter(StringBuilder text, string number, int width) =>
        text.Append(' ').Append(Blue, color && number.Length > 0).Append(number.PadLeft(width)).Reset(color && number.Length > 0)
            .Append(" |");

    private string Kind(Finding finding) => (finding.IsError, color) switch
    {
        (true, true) => "\e[1;31merror\e[0m",
        (false, true) => "\e[1;33mwarning\e[0m",
        (true, false) => "error",
        _ => "warning",
    };
}

/// <summary>Colours in text.</summary>
internal static class Coloured
{
    /// <summary>Appends a colour if colours are wanted.</summary>
    public static StringBuilder Append(this StringBuilder text, string escape, bool wanted) => text.Append(wanted ? escape : "");

    /// <summary>Ends a colour if colours are wanted.</summary>
    public static StringBuilder Reset(this StringBuilder text, bool wanted) => text.Append(wanted ? "\e[0m" : "");
}
