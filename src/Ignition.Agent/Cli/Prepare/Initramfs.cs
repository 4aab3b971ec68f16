using System.IO.Compression;
using System.Runtime.InteropServices;
using Ignition.Config.Data;
using Ignition.Linux.Processes;

namespace Ignition.Agent.Cli.Prepare;

/// <summary>What is in an initramfs, by name.</summary>
/// <param name="names">Paths of files, without a slash before them.</param>
internal sealed class Initramfs(HashSet<string> names)
{
    /// <summary>Most bytes that an archive may unpack to; a whole distribution's drivers stay below a quarter of it.</summary>
    private const int Limit = 512 << 20;
    private const int ListingLimit = 32 << 20;
    private static readonly string[] ProgramDirectories = ["usr/bin", "usr/sbin", "bin", "sbin"];

    /// <summary>Whether the dracut module is in it: the generator that acts on the kernel argument.</summary>
    public bool HasModule => names.Contains("usr/lib/systemd/system-generators/ignition-generator") || names.Contains("lib/systemd/system-generators/ignition-generator");

    /// <summary>Whether it can bring a network up, with one of the stacks that the module knows.</summary>
    public bool HasNetwork => Has("ifup") || names.Any(static name => name.EndsWith("/systemd-networkd", StringComparison.Ordinal) || name.EndsWith("/nm-initrd-generator", StringComparison.Ordinal));

    /// <summary>Whether a program is in it.</summary>
    public bool Has(string program) => Array.Exists(ProgramDirectories, directory => names.Contains($"{directory}/{program}"));

    /// <summary>Reads initramfs files that are loaded one after the other.</summary>
    /// <param name="parts">Their bytes.</param>
    /// <param name="run">Runs a program: <c>lsinitrd</c>, for what was compressed in a way that this does not know.</param>
    /// <exception cref="InvalidDataException">One cannot be read; the message is half a sentence.</exception>
    public static Initramfs Read(IEnumerable<byte[]> parts, Func<Linux.Processes.Command, CommandResult> run)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if (!TryRead(part, names)) List(part, names, run);
        }

        return new Initramfs(names);
    }

    /// <summary>Archives stand one behind the other: plain ones with microcode first, then one that is compressed, then perhaps what somebody added.</summary>
    private static bool TryRead(ReadOnlyMemory<byte> rest, HashSet<string> names)
    {
        while (true)
        {
            var start = rest.Span.IndexOfAnyExcept((byte)0);
            if (start < 0) return true;
            rest = rest[start..];
            if (CpioNames.Is(rest.Span))
            {
                rest = rest[(int)CpioNames.Read(Stream(rest), names)..];
                continue;
            }

            if (GzipDecoder.Is(rest.Span))
            {
                using var unpacked = new GZipStream(Stream(rest), CompressionMode.Decompress);
                CpioNames.Read(unpacked, names);
                return true;
            }

            if (!ZstdData.Is(rest.Span)) return false;
            var length = ZstdData.Length(rest.Span);
            using var bytes = ZstdData.Open(rest.Span[..length], Limit) ?? throw new InvalidDataException($"it unpacks to more than {Limit >> 20} MiB");
            CpioNames.Read(bytes, names);
            rest = rest[length..];
        }
    }

    private static MemoryStream Stream(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var part) ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false) : new MemoryStream(bytes.ToArray(), writable: false);

    private static void List(byte[] bytes, HashSet<string> names, Func<Linux.Processes.Command, CommandResult> run)
    {
        var directory = Directory.CreateTempSubdirectory("ignition-prepare-");
        try
        {
            var copy = directory.FullName + "/initramfs";
            File.WriteAllBytes(copy, bytes);
            foreach (var line in run(new Linux.Processes.Command("lsinitrd").WithArguments(copy).WithCaptureLimit(ListingLimit)).EnsureSuccess().Output.Split('\n'))
            {
                // As ls -l prints: the path last, and before an arrow where it is a link.
                var shown = line.Split(" -> ")[0];
                if (shown.Length > 10 && "-dlcb".Contains(shown[0], StringComparison.Ordinal)) names.Add(shown[(shown.LastIndexOf(' ') + 1)..]);
            }
        }
        catch (ProgramNotFoundException e)
        {
            throw new InvalidDataException("it is compressed neither with gzip nor with zstd, and lsinitrd, which could list it, is not installed here", e);
        }
        catch (CommandException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
