using System.Text;

namespace Ignition.Config.Tests.Fuzzing;

/// <summary>Makes configs that nobody would write out of those of the corpus.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, Random random)
{
    private static readonly byte[][] s_pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "null", "true", "false", "-", "0", "-1", "1e999", "1E-999", "9223372036854775807", "9223372036854775808",
            "-9223372036854775808", "420.0", "\\", "\\u", "\\ud800", "\\udc00", "\\u0000", "\"\"", "{}", "[]", "[null]", "\"path\":", "\"Path\":", "\"source\":",
            "\"storage\":{\"files\":[", "\"ignition\":{", "\"version\":\"3.", "\"append\":", "data:,", "data:;base64,", "data:text/plain;a=\"\\", "http://[", "arn:aws:s3:::",
            "s3://b/k?versionId", "[Install]\\n", "#", "@", "%", "ſ", "\u212a", "/", "..", "é", "\t", "\n", "\0", " ",
        }.Select(static x => Encoding.UTF8.GetBytes(x)),
        [0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f], [0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd], [0xef, 0xbb, 0xbf], [0xff, 0xfe],
    ];

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
                bytes.InsertRange(at, s_pieces[random.Next(s_pieces.Length)]);
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
                bytes.InsertRange(at, s_pieces[random.Next(s_pieces.Length)]);
                break;
        }
    }
}
