namespace Ignition.Tests.Fuzzing;

/// <summary>Makes inputs that nobody would write out of good ones.</summary>
/// <param name="seeds">Good ones.</param>
/// <param name="pieces">What is put in here and there: words of the format, and what is dangerous in it.</param>
/// <param name="random">Chance; the same seed makes the same inputs.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> pieces, Random random)
{
    /// <summary>The next one.</summary>
    public byte[] Next()
    {
        var bytes = new List<byte>(Seed());
        for (var n = random.Next(1, 6); n > 0; n--) Mutate(bytes);
        return [.. bytes];
    }

    private byte[] Seed() => seeds[random.Next(seeds.Count)];

    private void Mutate(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 64), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0:
                bytes.InsertRange(at, pieces[random.Next(pieces.Count)]);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 3 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 4 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 5:
                var other = Seed();
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(200))]);
                break;
            default:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, pieces[random.Next(pieces.Count)]);
                break;
        }
    }
}
