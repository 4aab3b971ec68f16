using System.Globalization;

namespace Ignition.Butane.Yaml;

/// <summary>How a scalar reads as a number, a truth value or nothing (YAML 1.2 with the 1.1 words Butane still takes).</summary>
internal static class YamlScalars
{
    private const string Prefix = "tag:yaml.org,2002:";
    private static readonly string[] Yes = ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"];
    private static readonly string[] No = ["n", "N", "no", "No", "NO", "off", "Off", "OFF"];

    /// <summary>True when the scalar says that there is no value.</summary>
    /// <param name="node">Any node.</param>
    /// <returns>True for a plain <c>~</c>, <c>null</c> or nothing.</returns>
    public static bool IsNull(YamlNode node) => node.Kind == YamlKind.Scalar
        && (node.Tag is null ? node.Plain && (node.Text is "" or "~" or "null" or "Null" or "NULL") : Is(node, "null"));

    /// <summary>True when the node carries a tag of the YAML core schema.</summary>
    /// <param name="node">Any node.</param>
    /// <param name="name">Short name: <c>binary</c>, <c>merge</c>…</param>
    /// <returns>True when it does.</returns>
    public static bool Is(YamlNode node, string name) =>
        node.Tag is { } tag && tag.StartsWith(Prefix, StringComparison.Ordinal) && tag.AsSpan(Prefix.Length).SequenceEqual(name);

    /// <summary>Reads a truth value.</summary>
    /// <param name="node">A scalar.</param>
    /// <returns>The value, or null when it is none.</returns>
    public static bool? Flag(YamlNode node)
    {
        if (node.Tag is null ? node.Plain : Is(node, "bool"))
        {
            switch (node.Text)
            {
                case "true" or "True" or "TRUE":
                    return true;
                case "false" or "False" or "FALSE":
                    return false;
                default:
                    break;
            }
        }

        return Array.IndexOf(Yes, node.Text) >= 0 ? true : Array.IndexOf(No, node.Text) >= 0 ? false : null;
    }

    /// <summary>Reads a whole number; one with a fraction or exponent is cut towards zero.</summary>
    /// <param name="node">A scalar.</param>
    /// <returns>The value, or null when it is none or exceeds 64 bits.</returns>
    public static long? Integer(YamlNode node) =>
        (node.Tag is null ? node.Plain : Is(node, "int") || Is(node, "float")) ? Integer(node.Text) : null;

    /// <summary>True when text without quotes reads as a number.</summary>
    /// <param name="text">Text of a scalar.</param>
    /// <returns>True for integers in any base and floats.</returns>
    public static bool IsNumber(string text) => Whole(text.Replace("_", "", StringComparison.Ordinal), out _, out var whole) || whole || IsFloat(text.Replace("_", "", StringComparison.Ordinal));

    private static long? Integer(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.'))
        {
            return null;
        }

        if (Whole(digits, out var value, out _))
        {
            return value;
        }

        // Too large for 64 bits, or a bad octal such as 0888: then it is read as a float.
        return IsFloat(digits) ? Truncated(digits) : null;
    }

    private static long? Truncated(string digits)
    {
        var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return number is < 9223372036854775808.0 and >= -9223372036854775808.0 ? (long)number : null;
    }

    private static bool Whole(string text, out long value, out bool tooLarge)
    {
        (value, tooLarge) = (0, false);
        var at = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        var negative = at == 1 && text[0] == '-';
        var radix = 10;
        if (at + 1 < text.Length && text[at] == '0')
        {
            (radix, var skip) = text[at + 1] switch
            {
                'x' or 'X' => (16, 2),
                'b' or 'B' => (2, 2),
                'o' or 'O' => (8, 2),
                _ => (8, 1),
            };
            at += skip;
        }

        if (at >= text.Length)
        {
            return false;
        }

        UInt128 sum = 0;
        for (; at < text.Length; at++)
        {
            var digit = Digit(text[at]);
            if (digit >= radix)
            {
                return false;
            }

            sum = (sum * (uint)radix) + (uint)digit;
            if (sum > (ulong)long.MaxValue + 1)
            {
                tooLarge = true;
                sum = (ulong)long.MaxValue + 2;
            }
        }

        if (tooLarge || (!negative && sum > long.MaxValue))
        {
            tooLarge = true;
            return false;
        }

        value = negative ? (long)(-(Int128)sum) : (long)sum;
        return true;
    }

    private static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => 99,
    };

    // [-+]? ( . digits | digits [ . digits* ] ) [ (e|E) [-+]? digits ]
    private static bool IsFloat(string text)
    {
        var at = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        var before = Digits(text, ref at);
        var after = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            after = Digits(text, ref at);
            if (before == 0 && after == 0)
            {
                return false;
            }
        }
        else if (before == 0)
        {
            return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-')
            {
                at++;
            }

            if (Digits(text, ref at) == 0)
            {
                return false;
            }
        }

        return at == text.Length;
    }

    private static int Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - start;
    }
}
