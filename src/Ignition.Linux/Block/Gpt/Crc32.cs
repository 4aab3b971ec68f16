namespace Ignition.Linux.Block.Gpt;

/// <summary>CRC-32 as GPT uses it (IEEE 802.3, reflected, UEFI specification 5.3.2).</summary>
internal static class Crc32
{
    // One entry for each value of four bits: small enough to need no start-up work.
    private static ReadOnlySpan<uint> Nibbles =>
    [
        0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
        0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
    ];

    /// <summary>The checksum of all bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var nibbles = Nibbles;
        foreach (var value in bytes)
        {
            crc ^= value;
            crc = (crc >> 4) ^ nibbles[(int)(crc & 15)];
            crc = (crc >> 4) ^ nibbles[(int)(crc & 15)];
        }

        return ~crc;
    }
}
