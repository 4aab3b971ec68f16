using System.Globalization;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;

namespace Ignition.Agent.Cli.Embed;

/// <summary>Finds the partition a machine boots from and puts a config there.</summary>
/// <param name="run">Runs programs.</param>
internal sealed class BootPartition(Func<Linux.Processes.Command, CommandResult> run)
{
    /// <summary>Where the config is put, from the directory with the boot loader's files.</summary>
    private const string ConfigPath = "/ignition/config.ign";

    /// <summary>What was done.</summary>
    public sealed class Written(string where, string path, string? kernelArguments)
    {
        /// <summary>The partition, for the operator.</summary>
        public string Where { get; } = where;

        /// <summary>Path of the config there.</summary>
        public string Path { get; } = path;

        /// <summary>Arguments that the boot loader's entries lack; null for none.</summary>
        public string? KernelArguments { get; } = kernelArguments;
    }

    /// <summary>Writes a config.</summary>
    /// <param name="disk">Raw image, disk, or a directory where the boot partition is mounted.</param>
    /// <param name="config">The config.</param>
    /// <exception cref="FailureException">Nothing there would read it, or it cannot be written; the disk is as before.</exception>
    public Written Embed(string disk, ReadOnlySpan<byte> config)
    {
        string? inUse = null;
        try
        {
            if (Directory.Exists(disk)) return EmbedMounted(disk, disk, MountedAt(disk), config) ?? throw NoReader(disk);
            foreach (var part in Partitions(disk))
            {
                if (UseOf(disk, part.Offset) is { } use)
                {
                    inUse ??= $"{part.Name} is in use ({use})";
                    continue;
                }

                if (EmbedPartition(disk, part.Offset, part.Length, part.Name, config) is { } written) return written;
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CommandException or RootedFileException)
        {
            throw new FailureException(EmbedFailures.Disk, $"{disk}: {problem.Message}", inner: problem);
        }

        throw inUse is null ? NoReader(disk) : new FailureException(new Failure(EmbedFailures.Disk, inUse) { NextAction = "Unmount it, or name the directory where it is mounted." });
    }

    /// <summary>What uses a disk or an image, or the partition that begins at an offset: mounted twice, its filesystem would be ruined.</summary>
    private static string? UseOf(string disk, long offset)
    {
        const string loops = "/sys/block";
        var inventory = new BlockInventory();
        if (DeviceNumber.Of(disk) is { } number) return Use(number);
        if (!Directory.Exists(loops)) return null;
        var image = Path.GetFullPath(disk);
        foreach (var loop in Directory.EnumerateDirectories(loops))
        {
            var file = loop + "/loop/backing_file";
            if (File.Exists(file) && File.ReadAllText(file).TrimEnd('\n') == image && DeviceNumber.Parse(File.ReadAllText(loop + "/dev")) is { } device && Use(device) is { } use) return use;
        }

        return null;

        string? Use(DeviceNumber device)
        {
            foreach (var partition in inventory.PartitionsOf(device))
            {
                if (partition.Start == offset && inventory.UseOf(partition.Device) is { } use) return use;
            }

            return inventory.UseOf(device);
        }
    }

    private sealed class Part(long offset, long length, string name)
    {
        public long Offset { get; } = offset;
        public long Length { get; } = length;
        public string Name { get; } = name;
    }

    private static List<Part> Partitions(string disk)
    {
        using var storage = BlockFile.Open(disk, FileAccess.Read);
        if (GptReader.Read(storage).Table is not { } table) return [new(0, storage.Length, disk)];
        var partitions = new List<Part>();
        foreach (var entry in table.Entries)
        {
            partitions.Add(new Part(
                entry.FirstSector * storage.SectorSize, entry.Sectors * storage.SectorSize,
                string.Create(CultureInfo.InvariantCulture, $"partition {entry.Number} ({entry.Name}) of {disk}")));
        }

        // The boot partition is usually called so: look there first.
        partitions.Sort((a, b) => b.Name.Contains("boot", StringComparison.OrdinalIgnoreCase).CompareTo(a.Name.Contains("boot", StringComparison.OrdinalIgnoreCase)));
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
                    return EmbedMounted(directory, name, SignatureProbe.Probe(loop), config);
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

    private static Written? EmbedMounted(string directory, string name, Signature signature, ReadOnlySpan<byte> config)
    {
        using var root = RootedDirectory.Open(directory, ".ignition-");
        if (LoaderEntries.Find(root) is not { StartsIgnition: true } entries) return null;
        var path = entries.Prefix + ConfigPath;
        var arguments = $"ignition.config.device={Device(signature) ?? "LABEL_OF_THE_PARTITION"} ignition.config.path={path}";
        if (!entries.NameDevice && entries.UseStamp)
        {
            if (Device(signature) is null) throw new FailureException(EmbedFailures.Disk, $"{name} has neither a label nor a UUID by which the machine could find it");
            var stamp = entries.Prefix + FirstBootStamp.Path;
            if (root.ReadFile(stamp) is not { } text) throw new FailureException(EmbedFailures.NoReader, $"the system on {name} has had its first boot: there is no {stamp}");
            Write(root, path, config, Permissions.PrivateFile);
            Write(root, stamp, FirstBootStamp.With(text, arguments), Permissions.PublicFile);
            return new Written(name, path, null);
        }

        Write(root, path, config, Permissions.PrivateFile);
        return new Written(name, path, entries.NameDevice ? null : arguments);
    }

    private static void Write(RootedDirectory root, string path, ReadOnlySpan<byte> bytes, int mode)
    {
        using (var file = NewFile.Create(root, path, new ParentOptions(Permissions.PrivateDirectory)))
        {
            file.Write(bytes);
            file.Sync();
            file.Place(new Ownership(0, 0), mode, replace: true);
        }

        root.Sync();
    }

    /// <summary>How the kernel command line names a filesystem; null for one without a name.</summary>
    private static string? Device(Signature signature) => signature switch
    {
        { Label: { Length: > 0 } label } when !label.AsSpan().ContainsAny(" \t/\"'$\\") => label,
        { Uuid: { Length: > 0 } uuid } => "UUID=" + uuid,
        _ => null,
    };

    /// <summary>What is on the device that is mounted at a directory.</summary>
    private static Signature MountedAt(string directory)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var source = "";
        foreach (var line in File.ReadLines("/proc/self/mounts"))
        {
            var fields = line.Split(' ');
            if (fields[1] == target) source = fields[0];
        }

        return source.StartsWith("/dev/", StringComparison.Ordinal) ? SignatureProbe.Probe(source) : Signature.None;
    }

    private CommandResult Do(string program, params string[] arguments) => run(new Linux.Processes.Command(program).WithArguments(arguments)).EnsureSuccess();

    private static FailureException NoReader(string disk) => new(EmbedFailures.NoReader, $"no boot loader entry on {disk} starts a system with Ignition");
}
