using System.Text;
using Ignition.Provisioning.Logging;

namespace Ignition.Stages.Kargs;

/// <summary>What the config wants of the kernel command line. An entry is one or more words, which stand, come and go together.</summary>
/// <param name="Present">Entries that have to be there.</param>
/// <param name="Absent">Entries that must not.</param>
internal sealed record WantedArguments(IReadOnlyList<IReadOnlyList<string>> Present, IReadOnlyList<IReadOnlyList<string>> Absent)
{
    /// <summary>From config items or helper arguments, each of which is an entry.</summary>
    public static WantedArguments Of(IEnumerable<string> shouldExist, IEnumerable<string> shouldNotExist) => new(Entries(shouldExist), Entries(shouldNotExist));

    /// <summary>Fails when an entry cannot stand in a file of a boot loader: there a line is a line, and the kernel knows no way to write a quotation mark.</summary>
    /// <exception cref="InvalidDataException">An entry to add has a control character, or a quotation mark without its pair.</exception>
    public void Require()
    {
        foreach (var word in Present.SelectMany(static entry => entry))
        {
            if (word.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0) throw new InvalidDataException($"the kernel argument {NameOf(word)} has a line end or another control character in it");
            if (word.AsSpan().Count('"') % 2 != 0) throw new InvalidDataException($"the kernel argument {NameOf(word)} has a quotation mark without its pair: it would take in all that follows");
        }
    }

    /// <summary>The same with every word as the bytes of its UTF-8, one character each; see <see cref="BootText"/>.</summary>
    public WantedArguments AsBytes() => new(Bytes(Present), Bytes(Absent));

    /// <summary>True when the command line of a boot is as it should be.</summary>
    public bool AreIn(string line)
    {
        var words = ArgumentWords.Split(line);
        return Apply(words, adds: true, static (word, wanted) => word == wanted || ArgumentWords.WithoutEscapes(word) == wanted, static word => word) is null;
    }

    /// <summary>The words as they should be: unwanted entries removed, missing ones added at the end.</summary>
    public List<string>? Apply(IReadOnlyList<string> words, bool adds) => Apply(words, adds, static (word, wanted) => word == wanted, static word => word);

    /// <summary>The words as they should be: unwanted entries removed, missing ones added at the end.</summary>
    /// <param name="words">The words that are there.</param>
    /// <param name="adds">False to remove only.</param>
    /// <param name="matches">Whether a word that is there is a wanted one.</param>
    /// <param name="make">Makes a wanted word.</param>
    /// <returns>The new words; null when nothing has to change.</returns>
    public List<T>? Apply<T>(IReadOnlyList<T> words, bool adds, Func<T, string, bool> matches, Func<string, T> make)
    {
        var result = new List<T>(words);
        foreach (var entry in Absent)
        {
            for (int at; (at = Find(result, entry, matches)) >= 0;) result.RemoveRange(at, entry.Count);
        }

        var isChanged = result.Count != words.Count;
        foreach (var entry in Present)
        {
            if (!adds || Find(result, entry, matches) >= 0) continue;
            result.AddRange(entry.Select(make));
            isChanged = true;
        }

        return isChanged ? result : null;
    }

    /// <summary>The same without the entries that other words bring already, once the unwanted ones are gone from those.</summary>
    public WantedArguments Without<T>(IReadOnlyList<T> words, Func<T, string, bool> matches)
    {
        var left = Apply(words, adds: false, matches, static _ => throw new InvalidOperationException("nothing is added")) ?? [.. words];
        return this with { Present = [.. Present.Where(entry => Find(left, entry, matches) < 0)] };
    }

    private static int Find<T>(List<T> words, IReadOnlyList<string> entry, Func<T, string, bool> matches)
    {
        for (var at = 0; at + entry.Count <= words.Count; at++)
        {
            var same = 0;
            while (same < entry.Count && matches(words[at + same], entry[same])) same++;
            if (same == entry.Count) return at;
        }

        return -1;
    }

    private static string NameOf(string word) => Printable.Line(word.Split('=')[0]);

    private static List<IReadOnlyList<string>> Entries(IEnumerable<string> items)
    {
        var entries = new List<IReadOnlyList<string>>();
        foreach (var item in items)
        {
            if (ArgumentWords.Split(item) is { Count: > 0 } words) entries.Add(words);
        }

        return entries;
    }

    private static List<IReadOnlyList<string>> Bytes(IReadOnlyList<IReadOnlyList<string>> entries) =>
        [.. entries.Select(static entry => (IReadOnlyList<string>)[.. entry.Select(static word => BootText.Of(Encoding.UTF8.GetBytes(word)))])];
}
