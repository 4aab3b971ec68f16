using Ignition.Linux.Block.Gpt;

namespace Ignition.Linux.Tests.Block.Gpt;

/// <summary>Tables of every shape, the same for the same seed.</summary>
internal static class RandomTables
{
    private const string NameLetters = "abcXYZ019 -_.äß";

    public static GptTable Make(Random random, GptTable empty)
    {
        var entries = new List<GptEntry>();
        var position = empty.FirstUsable;
        var numbers = Enumerable.Range(1, empty.EntryCount).ToArray();
        random.Shuffle(numbers);
        for (var i = 0; i < random.Next(0, 12); i++)
        {
            var first = position + (random.Next(3) == 0 ? 0 : random.Next(1, 5000));
            var last = first + (random.Next(4) == 0 ? 0 : random.Next(1, 20000));
            if (last > empty.LastUsable) break;
            entries.Add(new GptEntry(numbers[i], first, last, Guid(random), Guid(random), Name(random), random.Next(3) == 0 ? (ulong)random.NextInt64() & 0xFFFF_0000_0000_0007 : 0));
            position = last + 1;
        }

        return empty.With(entries);
    }

    public static Guid Guid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public static string Name(Random random)
    {
        var letters = new char[random.Next(0, 37)];
        for (var i = 0; i < letters.Length; i++) letters[i] = NameLetters[random.Next(NameLetters.Length)];
        return new string(letters).Trim();
    }
}
