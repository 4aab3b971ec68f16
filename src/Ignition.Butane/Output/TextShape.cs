namespace Ignition.Butane.Output;

/// <summary>Which styles of YAML can hold a text.</summary>
/// <param name="Plain">Without quotes.</param>
/// <param name="Single">In single quotes.</param>
/// <param name="Block">As a literal block.</param>
internal readonly record struct TextShape(bool Plain, bool Single, bool Block)
{
    /// <summary>Looks at a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its shape.</returns>
    public static TextShape Of(string text)
    {
        if (text.Length == 0)
        {
            return new(true, true, false);
        }

        var indicators = text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal);
        bool special = false, tab = false, breaks = false, breakSpace = false, spaceBreak = false, afterSpace = false, afterBreak = false;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            indicators |= at == 0 ? StartsPlain(c, Ends(text, 1)) : c == ':' ? Ends(text, at + 1) : c == '#' && Ends(text, at - 1);
            if (c == '\t')
            {
                tab = true;
            }
            else if (char.IsSurrogate(c) || !IsPrintable(c))
            {
                special = true;
            }

            if (c == ' ')
            {
                breakSpace |= afterBreak;
                (afterSpace, afterBreak) = (true, false);
            }
            else if (IsBreak(c))
            {
                breaks = true;
                spaceBreak |= afterSpace;
                (afterSpace, afterBreak) = (false, true);
            }
            else
            {
                (afterSpace, afterBreak) = (false, false);
            }
        }

        var edges = text[0] == ' ' || IsBreak(text[0]) || text[^1] == ' ' || IsBreak(text[^1]);
        var unusual = spaceBreak || tab || special;
        return new(
            Plain: !(edges || breakSpace || unusual || breaks || indicators),
            Single: !(breakSpace || unusual),
            Block: !(text[^1] == ' ' || spaceBreak || special));
    }

    /// <summary>True for a character that is written as it is.</summary>
    /// <param name="c">A code point.</param>
    /// <returns>False for controls and all beyond the basic plane.</returns>
    public static bool IsPrintable(int c) => c is '\n' or (>= 0x20 and <= 0x7E) or (>= 0xA0 and <= 0xFFFD and not 0xFEFF);

    private static bool StartsPlain(char first, bool spaceFollows) => first switch
    {
        '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => true,
        '?' or ':' or '-' => spaceFollows,
        _ => false,
    };

    private static bool Ends(string text, int at) => at >= text.Length || text[at] is ' ' or '\t' or '\0' || IsBreak(text[at]);

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\x85' or '\u2028' or '\u2029';
}
