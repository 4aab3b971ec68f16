using System.Text;

namespace Ignition.Agent.Stages.Kargs;

/// <summary>Kernel arguments as words; white space inside double quotes belongs to a word, as the kernel has it.</summary>
internal static class ArgumentWords
{
    /// <summary>Splits a line of kernel arguments.</summary>
    public static List<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isQuoted = false;
        foreach (var c in line)
        {
            if (c == '"') isQuoted = !isQuoted;
            if (!isQuoted && char.IsWhiteSpace(c))
            {
                if (word.Length > 0) words.Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(c);
            }
        }
        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }
}

/// <summary>What the config wants of the kernel command line.</summary>
/// <param name="Present">Words that have to be there.</param>
/// <param name="Absent">Words that must not.</param>
internal sealed record WantedArguments(IReadOnlyList<string> Present, IReadOnlyList<string> Absent)
{
    /// <summary>From config items or helper arguments; an item may hold several words.</summary>
    public static WantedArguments Of(IEnumerable<string> shouldExist, IEnumerable<string> shouldNotExist) =>
        new([.. shouldExist.SelectMany(ArgumentWords.Split).Distinct(StringComparer.Ordinal)],
            [.. shouldNotExist.SelectMany(ArgumentWords.Split).Distinct(StringComparer.Ordinal)]);

    /// <summary>Fails when a word cannot stand in a file of a boot loader: there a line is a line.</summary>
    /// <exception cref="InvalidDataException">A word to add has a line end, or another control character.</exception>
    public void Require()
    {
        foreach (var word in Present)
        {
            if (word.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0) throw new InvalidDataException("the kernel argument " + Cli.Reports.Printable.Line(word.Split('=')[0]) + " has a line end or another control character in it");
        }
    }

    /// <summary>True when a line is as it should be.</summary>
    public bool AreIn(string line) => Apply(ArgumentWords.Split(line), adds: true) is null;

    /// <summary>The words as they should be: unwanted ones removed, missing ones added at the end.</summary>
    /// <param name="words">The words that are there.</param>
    /// <param name="adds">False to remove only.</param>
    /// <returns>The new words; null when nothing has to change.</returns>
    public List<string>? Apply(IReadOnlyList<string> words, bool adds)
    {
        var result = new List<string>(words.Count + Present.Count);
        foreach (var word in words)
            if (!Absent.Contains(word)) result.Add(word);
        var isChanged = result.Count != words.Count;
        foreach (var word in Present)
        {
            if (!adds || result.Contains(word)) continue;
            result.Add(word);
            isChanged = true;
        }
        return isChanged ? result : null;
    }
}
