using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>permissions</c> of a file.</summary>
internal static class CloudFileMode
{
    private const int All = 0xFFF; // 07777

    // What the usual modes are in decimal, where that could be read as octal too: 0400, 0440, 0640, 0644, 0700, 0660, 0664.
    private static readonly int[] Usual = [256, 288, 416, 420, 448, 432, 436];

    private static readonly (char Letter, int Bits)[] Who = [('u', 0x9C0), ('g', 0x438), ('o', 0x207)];
    private static readonly (char Letter, int Bits)[] What = [('r', 0x124), ('w', 0x92), ('x', 0x49), ('s', 0xC00), ('t', 0x200)];

    /// <summary>Reads a mode.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The mode; null for the default, which is reported.</returns>
    public static int? Of(CloudValue value)
    {
        if (value.Name() is not { } text)
        {
            return null;
        }

        var digits = text.StartsWith("0o", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        if (Octal(digits) is { } mode)
        {
            if (value.Node.Plain && digits[0] != '0' && digits == text && YamlScalars.Integer(value.Node) is { } number)
            {
                if (Array.IndexOf(Usual, (int)number) >= 0)
                {
                    value.Remark($"as a decimal number this is 0{Convert.ToString(number, 8)}");
                    return (int)number;
                }

                value.Change($"without quotes and a leading 0 this is a decimal number, for cloud-init the mode 0{Convert.ToString(int.Parse(text) & All, 8)}; 0{text} is written");
            }

            return mode;
        }

        if (value.Node.Plain && YamlScalars.Integer(value.Node) is >= 0 and <= All and var whole)
        {
            value.Remark($"as a decimal number this is 0{Convert.ToString(whole, 8)}");
            return (int)whole;
        }

        if (Symbolic(text) is { } symbolic)
        {
            value.Change($"cloud-init reads no letters and would take 0644; 0{Convert.ToString(symbolic, 8)} is written");
            return symbolic;
        }

        value.Lose("this is no mode in octal; 0644 is written");
        return null;
    }

    private static int? Octal(string digits)
    {
        if (digits.Length is 0 or > 8 || digits.AsSpan().IndexOfAnyExceptInRange('0', '7') >= 0)
        {
            return null;
        }

        var mode = Convert.ToInt32(digits, 8);
        return mode <= All ? mode : null;
    }

    // As chmod would make it of a file that has no bits at all.
    private static int? Symbolic(string text)
    {
        var mode = 0;
        foreach (var clause in text.Split(','))
        {
            var operation = clause.IndexOfAny(['=', '+']);
            if (operation < 0)
            {
                return null;
            }

            var who = clause[..operation] is "" or "a" ? "ugo" : clause[..operation];
            foreach (var letter in who)
            {
                foreach (var right in clause[(operation + 1)..])
                {
                    var (whose, bits) = (Array.Find(Who, known => known.Letter == letter).Bits, Array.Find(What, known => known.Letter == right).Bits);
                    if (whose == 0 || bits == 0)
                    {
                        return null;
                    }

                    mode |= whose & bits;
                }
            }
        }

        return mode;
    }
}
