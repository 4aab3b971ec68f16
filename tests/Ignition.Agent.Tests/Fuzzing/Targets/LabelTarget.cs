using System.Buffers.Binary;
using Ignition.Linux.Block.Labels;
using Ignition.Tests.Fuzzing;
using Xunit;

namespace Ignition.Agent.Tests.Fuzzing.Targets;

/// <summary>FAT and XFS: a label is written within the device, or the filesystem is refused.</summary>
internal sealed class LabelTarget : FuzzTarget
{
    private const int Bytes = 64 << 10;
    private readonly string _file = Path.GetTempFileName();

    public override IReadOnlyList<byte[]> Seeds { get; } = [Fat(small: true), Fat(small: false), Xfs()];

    public override IReadOnlyList<byte[]> Pieces { get; } = [[0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], [0, 0], [0xff, 0xff], [0, 2], [2, 0], [0x80], [1]];

    public override void Check(byte[] input)
    {
        foreach (var type in new[] { "vfat", "xfs" })
        {
            File.WriteAllBytes(_file, input);
            try
            {
                FilesystemLabel.Replace(_file, type, "new");
            }
            catch (Exception refused) when (refused is InvalidDataException or IOException)
            {
            }

            Assert.Equal(input.Length, new FileInfo(_file).Length);
        }
    }

    /// <summary>As long as a device, changed where the sizes stand.</summary>
    public override byte[] Sealed(byte[] input, Random random)
    {
        var device = Seeds[random.Next(Seeds.Count)].ToArray();
        for (var changes = random.Next(1, 4); changes > 0; changes--) (random.Next(2) == 0 ? Pieces[random.Next(Pieces.Count)] : [(byte)random.Next(256)]).CopyTo(device, random.Next(110));
        return random.Next(8) == 0 ? input : device;
    }

    public override void Dispose() => File.Delete(_file);

    private static byte[] Fat(bool small)
    {
        var device = new byte[Bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(device.AsSpan(11), 512);
        device[13] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(device.AsSpan(14), 8);
        device[16] = 2;
        if (small)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(device.AsSpan(22), 4);
        }
        else
        {
            device[36] = 4;
            device[44] = 2;
            device[50] = 6;
        }

        device[(16 * 512) + 11] = 8;
        return device;
    }

    private static byte[] Xfs()
    {
        var device = new byte[Bytes];
        for (var group = 0; group < 2; group++)
        {
            var superblock = device.AsSpan(group * Bytes / 2);
            "XFSB"u8.CopyTo(superblock);
            BinaryPrimitives.WriteUInt32BigEndian(superblock[4..], 4096);
            BinaryPrimitives.WriteUInt32BigEndian(superblock[84..], Bytes / 2 / 4096);
            BinaryPrimitives.WriteUInt32BigEndian(superblock[88..], 2);
            BinaryPrimitives.WriteUInt16BigEndian(superblock[100..], 5);
            BinaryPrimitives.WriteUInt16BigEndian(superblock[102..], 512);
        }

        return device;
    }
}
