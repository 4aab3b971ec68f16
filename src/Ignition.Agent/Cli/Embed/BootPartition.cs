using System.Globalization;
using Ignition.Agent.Failures;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;

namespace Ignition.Agent.Cli.Embed;

/// <summary>Finds the partition a machine boots from and puts a config there.</summary>
/// <param name="run">Runs programs.</param>
internal sealed class BootPartition(Func<Linux.Processes.Command, CommandResult> run)
{
    /// <summary>Where the config is put, from the root of the partition.</summary>
    public const string ConfigPath = "/ignition/config.ign";

    private static readonly string[] LoaderFiles = ["/grub/grub.cfg", "/grub2/grub.cfg", "/grub/grubenv", "/grub2/grubenv"];
    private static readonly string[] EntryDirectories = ["/loader/entries", "/loader.0/entries", "/loader.1/entries"];

    /// <summary>What was done.</summary>
    /// <param name="Where">The partition, for the operator.</param>
    /// <param name="KernelArguments">Arguments that the boot loader's entries lack; null for none.</param>
    public sealed record Written(string Where, string? KernelArguments);

    /// <summary>Writes a config.</summary>
    /// <param name="disk">Raw image, disk, or a directory where the boot partition is mounted.</param>
    /// <param name="config">The config.</param>
    /// <exception cref="FailureException">Nothing there would read it, or it cannot be written; the disk is as before.</exception>
    public Written Embed(string disk, ReadOnlySpan<byte> config)
    {
        try
        {
            if (Directory.Exists(disk)) return EmbedMounted(disk, disk, label: null, config) ?? throw NoReader(disk);
            foreach (var (offset, length, name) in Partitions(disk))
            {
                if (EmbedPartition(disk, offset, length, name, config) is { } written) return written;
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CommandException or RootedFileException)
        {
            throw new FailureException(EmbedFailures.Disk, $"{disk}: {problem.Message}", inner: problem);
        }

        throw NoReader(disk);
    }

    private static List<(long Offset, long Length, string Name)> Partitions(string disk)
    {
        using var storage = BlockFile.Open(disk, FileAccess.Read);
        if (GptReader.Read(storage).Table is not { } table) return [(0, storage.Length, disk)];
        var partitions = new List<(long, long, string)>();
        foreach (var entry in table.Entries)
        {
            partitions.Add((
                entry.FirstSector * storage.SectorSize, entry.Sectors * storage.SectorSize,
                string.Create(CultureInfo.InvariantCulture, $"partition {entry.Number} ({entry.Name}) of {disk}")));
        }

        // The boot partition is usually called so: look there first.
        partitions.Sort((a, b) => b.Item3.Contains("boot", StringComparison.OrdinalIgnoreCase).CompareTo(a.Item3.Contains("boot", StringComparison.OrdinalIgnoreCase)));
        return partitions;
    }

    private Written? EmbedPartition(string disk, long offset, long length, string name, ReadOnlySpan<byte> config)
    {
        var loop = Do(
            "losetup", "--find", "--show", "--offset", offset.ToString(CultureInfo.InvariantCulture), "--sizelimit", length.ToString(CultureInfo.InvariantCulture), disk)
            .Output.Trim();
        try
        {
            var directory = Directory.CreateTempSubdirectory("ignition-embed-").FullName;
            try
            {
                // Most partitions of a disk hold nothing that can be mounted.
                if (!run(new Linux.Processes.Command("mount").WithArguments("-o", "nodev,nosuid,noexec", loop, directory)).Succeeded) return null;
                try
                {
                    return EmbedMounted(directory, name, SignatureProbe.Probe(loop).Label, config);
                }
                finally
                {
                    Do("umount", directory);
                }
            }
            finally
            {
                Directory.Delete(directory);
            }
        }
        finally
        {
            Do("losetup", "--detach", loop);
        }
    }

    private static Written? EmbedMounted(string directory, string name, string? label, ReadOnlySpan<byte> config)
    {
        using var root = RootedDirectory.Open(directory, ".ignition-");
        var entries = Entries(root);
        if (!entries.Contains("ignition.", StringComparison.Ordinal) && !entries.Contains("ignition_firstboot", StringComparison.Ordinal)) return null;
        using (var file = NewFile.Create(root, ConfigPath, new ParentOptions(0x1C0)))
        {
            file.Write(config);
            file.Sync();
            file.Place(new Ownership(0, 0), 0x180, replace: true);
        }

        root.Sync();
        var known = entries.Contains("ignition.config.device=", StringComparison.Ordinal) || entries.Contains("ignition_firstboot", StringComparison.Ordinal);
        return new Written(name, known ? null : $"ignition.config.device={label ?? "LABEL_OF_THE_PARTITION"} ignition.config.path={ConfigPath}");
    }

    /// <summary>What the boot loader would start, as text.</summary>
    private static string Entries(RootedDirectory root)
    {
        var text = new System.Text.StringBuilder();
        foreach (var prefix in (ReadOnlySpan<string>)["", "/boot"])
        {
            foreach (var path in LoaderFiles) Add(prefix + path);
            foreach (var directory in EntryDirectories)
            {
                if (root.Look(prefix + directory) is null) continue;
                foreach (var entry in root.List(prefix + directory)) Add($"{prefix}{directory}/{entry}");
            }
        }

        return text.ToString();

        void Add(string path)
        {
            if (root.ReadFile(path, follow: true) is { } bytes) text.Append(System.Text.Encoding.UTF8.GetString(bytes)).Append('\n');
        }
    }

    private CommandResult Do(string program, params string[] arguments) => run(new Linux.Processes.Command(program).WithArguments(arguments)).EnsureSuccess();

    private static FailureException NoReader(string disk) => new(EmbedFailures.NoReader, $"no boot loader entry on {disk} starts a system with Ignition");
}
