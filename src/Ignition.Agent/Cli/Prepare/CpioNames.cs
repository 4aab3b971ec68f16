using System.Globalization;
using System.Text;

namespace Ignition.Agent.Cli.Prepare;

/// <summary>Names of files in a cpio archive of the form "newc", which the kernel takes for an initramfs.</summary>
/// <remarks>https://docs.kernel.org/driver-api/early-userspace/buffer-format.html</remarks>
internal static class CpioNames
{
    private const int HeaderLength = 110;
    private const int SizeAt = 54, NameSizeAt = 94, Digits = 8;
    private const int LongestName = 4096;
    private const string Trailer = "TRAILER!!!";

    /// <summary>True where an archive begins.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith("070701"u8) || bytes.StartsWith("070702"u8);

    /// <summary>Reads an archive to its end.</summary>
    /// <param name="archive">The archive, from its first byte.</param>
    /// <param name="names">Gets the names, without a slash or a dot before them.</param>
    /// <returns>Bytes that were read.</returns>
    /// <exception cref="InvalidDataException">It is not one, or cut off.</exception>
    public static long Read(Stream archive, HashSet<string> names)
    {
        var header = new byte[HeaderLength];
        long at = 0;
        while (true)
        {
            Fill(archive, header);
            if (!Is(header)) throw new InvalidDataException("something that is no cpio archive stands where a file begins");
            var nameSize = Number(header, NameSizeAt);
            if (nameSize is < 1 or > LongestName) throw new InvalidDataException($"a name in its archive has {nameSize} bytes");
            var name = new byte[nameSize + Padding(HeaderLength + nameSize)];
            Fill(archive, name);
            at += HeaderLength + name.Length;
            var text = Encoding.UTF8.GetString(name, 0, (int)nameSize - 1);
            if (text == Trailer) return at;
            names.Add(text.TrimStart('.', '/'));
            var size = Number(header, SizeAt);
            size += Padding(size);
            Skip(archive, size);
            at += size;
        }
    }

    private static long Padding(long length) => (4 - (length % 4)) % 4;

    private static long Number(byte[] header, int at) =>
        long.TryParse(header.AsSpan(at, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException("a header in its archive is damaged");

    private static void Fill(Stream archive, byte[] buffer)
    {
        if (archive.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length) throw new InvalidDataException("its archive is cut off");
    }

    private static void Skip(Stream archive, long count)
    {
        var buffer = new byte[Math.Min(count, 64 << 10)];
        for (int read; count > 0; count -= read)
        {
            read = archive.Read(buffer, 0, (int)Math.Min(count, buffer.Length));
            if (read == 0) throw new InvalidDataException("its archive is cut off");
        }
    }
}
