using System.Text;

namespace Ignition.Butane.Output;

/// <summary>Order of keys: runs of digits by their number, other characters before letters.</summary>
internal static class NaturalOrder
{
    /// <summary>Compares two keys.</summary>
    /// <param name="first">A key.</param>
    /// <param name="second">Another.</param>
    /// <returns>Negative, zero or positive.</returns>
    public static int Compare(string first, string second)
    {
        var (a, b) = (Runes(first), Runes(second));
        var digits = false;
        for (var at = 0; at < a.Count && at < b.Count; at++)
        {
            if (a[at] == b[at])
            {
                digits = Rune.IsDigit(a[at]);
                continue;
            }

            var (letter, other) = (Rune.IsLetter(a[at]), Rune.IsLetter(b[at]));
            if (letter && other)
            {
                return a[at].CompareTo(b[at]);
            }

            if (letter || other)
            {
                // Within a number, letters end it and so come first.
                return digits ? (letter ? -1 : 1) : letter ? 1 : -1;
            }

            var (one, oneEnd) = Number(a, at);
            var (two, twoEnd) = Number(b, at);
            if (a[at].Value == '0' || b[at].Value == '0')
            {
                for (var before = at - 1; before >= 0 && Rune.IsDigit(a[before]); before--)
                {
                    if (a[before].Value != '0')
                    {
                        one = two = 1;
                        break;
                    }
                }
            }

            return one != two ? one.CompareTo(two) : oneEnd != twoEnd ? oneEnd.CompareTo(twoEnd) : a[at].CompareTo(b[at]);
        }

        return a.Count.CompareTo(b.Count);
    }

    private static (long Number, int End) Number(List<Rune> runes, int at)
    {
        long number = 0;
        for (; at < runes.Count && Rune.IsDigit(runes[at]); at++)
        {
            number = unchecked((number * 10) + runes[at].Value - '0');
        }

        return (number, at);
    }

    private static List<Rune> Runes(string text)
    {
        var runes = new List<Rune>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            runes.Add(rune);
        }

        return runes;
    }
}
