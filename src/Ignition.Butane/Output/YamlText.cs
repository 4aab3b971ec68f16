using System.Globalization;
using System.Text;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Output;

/// <summary>Writes a text in the style Butane's YAML writer chooses.</summary>
internal static class YamlText
{
    private static readonly string[] Words =
    [
        "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE",
        "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF",
        ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", "<<",
    ];

    /// <summary>Writes a text.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="text">The text.</param>
    /// <param name="indent">Indentation of the lines of a block.</param>
    /// <param name="oneLine">True for a text that must stay on one line, as a key.</param>
    public static void Write(StringBuilder output, string text, int indent, bool oneLine = false)
    {
        var shape = TextShape.Of(text);
        if (text.Contains('\n', StringComparison.Ordinal) && !oneLine && shape.Block)
        {
            Literal(output, text, indent);
        }
        else if (text.Contains('\n', StringComparison.Ordinal) || IsOtherType(text))
        {
            Double(output, text);
        }
        else if (shape.Plain)
        {
            output.Append(text);
        }
        else if (shape.Single)
        {
            output.Append('\'').Append(text.Replace("'", "''", StringComparison.Ordinal)).Append('\'');
        }
        else
        {
            Double(output, text);
        }
    }

    private static bool IsOtherType(string text) =>
        Array.IndexOf(Words, text) >= 0
        || ((char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.') && YamlScalars.IsNumber(text))
        || IsBase60(text) || IsTimestamp(text);

    // A text that starts with a line end loses it: the writer ends the line of the indicator with it.
    private static void Literal(StringBuilder output, string text, int indent)
    {
        output.Append('|');
        if (text[0] is ' ' or '\n')
        {
            output.Append('2');
        }

        if (text[^1] != '\n')
        {
            output.Append('-');
        }
        else if (text.Length == 1 || text[^2] == '\n')
        {
            output.Append('+');
        }

        var (atStart, atBreak) = (false, true);
        foreach (var c in text)
        {
            if (c == '\n')
            {
                output.Append('\n');
                (atStart, atBreak) = (true, true);
                continue;
            }

            if (atBreak)
            {
                output.Append(atStart ? "" : "\n").Append(' ', indent);
            }

            output.Append(c);
            (atStart, atBreak) = (false, false);
        }

        if (atStart)
        {
            // The caller ends the line.
            output.Length--;
        }
    }

    private static void Double(StringBuilder output, string text)
    {
        output.Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            var escape = rune.Value switch
            {
                0 => "\\0",
                7 => "\\a",
                8 => "\\b",
                9 => "\\t",
                10 => "\\n",
                11 => "\\v",
                12 => "\\f",
                13 => "\\r",
                0x1B => "\\e",
                '"' => "\\\"",
                '\\' => "\\\\",
                0x85 => "\\N",
                0x2028 => "\\L",
                0x2029 => "\\P",
                _ => null,
            };
            if (escape is not null)
            {
                output.Append(escape);
            }
            else if (TextShape.IsPrintable(rune.Value))
            {
                output.Append(rune.ToString());
            }
            else
            {
                var (mark, digits) = rune.Value <= 0xFF ? ("\\x", "X2") : rune.Value <= 0xFFFF ? ("\\u", "X4") : ("\\U", "X8");
                output.Append(mark).Append(rune.Value.ToString(digits, CultureInfo.InvariantCulture));
            }
        }

        output.Append('"');
    }

    // [-+]? digit [digit_]* ( : [0-5]? digit )+ ( . [digit_]* )?
    private static bool IsBase60(string text)
    {
        var at = text[0] is '+' or '-' ? 1 : 0;
        if (at >= text.Length || !char.IsAsciiDigit(text[at]))
        {
            return false;
        }

        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        var groups = 0;
        while (at < text.Length && text[at] == ':')
        {
            var start = ++at;
            while (at < text.Length && at - start < 2 && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (at == start || (at - start == 2 && text[start] > '5'))
            {
                return false;
            }

            groups++;
        }

        if (groups > 0 && at < text.Length && text[at] == '.')
        {
            at++;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '_'))
            {
                at++;
            }
        }

        return groups > 0 && at == text.Length;
    }

    private static bool IsTimestamp(string text)
    {
        if (text.Length < 8 || text[4] != '-' || !char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        string[] forms =
        [
            "yyyy-M-d", "yyyy-M-d H:m:s", "yyyy-M-d H:m:s.FFFFFFF", "yyyy-M-dTH:m:s.FFFFFFFK", "yyyy-M-dTH:m:sK",
            "yyyy-M-d't'H:m:s.FFFFFFFK", "yyyy-M-d't'H:m:sK",
        ];
        return DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);
    }
}
