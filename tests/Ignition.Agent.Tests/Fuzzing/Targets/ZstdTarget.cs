using Ignition.Config.Data;
using Ignition.Tests.Fuzzing;
using Xunit;

namespace Ignition.Agent.Tests.Fuzzing.Targets;

/// <summary>Zstandard: bytes within the limit, null, or InvalidDataException.</summary>
internal sealed class ZstdTarget : FuzzTarget
{
    private const int Limit = 1 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } = Array.ConvertAll<string, byte[]>(
        [
            "KLUv/QRovQAAiGhlbGxvIDEyMzQ1IGhlbGxvAQDxShFehnUp",
            "KLUv/QRYCQEAeyJpZ25pdGlvbiI6eyJ2ZXJzaW9uIjoiMy4zLjAifX0Kx66QqA==",
            "KLUv/QRoJQkARitICrDlGCRJQmxM5HRFAEcAQACXoAzkkUYWSeSQQgY5Ccgw3mhjjTTOKGOMj2AM4okmlkjiiCKGuAjEEF5oYYUUTihhhIcgDHtrW0s7Kxv7gg2eZkmOYnivvPH+gjeAPbAGtsAS2AErYAPsYAHYELygBStIwQlKMIIHQTCcd9pZJ51zyhnnJziDeaaZZZI5pphhbgIzlFdaWSWVU0oZZUZbtEQ7tEIbtNMC2jB7szZbszQ7szIbs8+C2SB7siZbsiQ7siIbsssC2RB7sRZbsRQ7sRIbsceC2PDea2+99E4CEIawF9bCVlgKO2ElbIQ9LAgbbu/WbuuWbudWbuP2W3AbbM/WbMuWbMdWbMN2W2Abaq/WaquWaqdWaqP2WlAbaI82AANMw8s=",
        ],
        Convert.FromBase64String);

    public override IReadOnlyList<byte[]> Pieces { get; } = [[0x28, 0xb5, 0x2f, 0xfd], [0x50, 0x2a, 0x4d, 0x18], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], [0x20], [0x28], [0xc0], [1, 0, 0], [0xfd, 0xff, 0xff], [0x80], [255]];

    public override void Check(byte[] input)
    {
        try
        {
            if (ZstdData.Decompress(input, Limit) is { } plain) Assert.InRange(plain.Length, 0, Limit);
        }
        catch (InvalidDataException)
        {
        }
    }

    /// <summary>Most of them without the checksum, which nothing mutated would pass.</summary>
    public override byte[] Sealed(byte[] input, Random random)
    {
        if (input.Length > 8 && random.Next(4) > 0 && (input[4] & 4) != 0) return [.. input[..4], (byte)(input[4] & ~4), .. input[5..^4]];
        return input;
    }
}
