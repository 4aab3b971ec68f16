using Ignition.Config.Model;
using Ignition.Linux.Block;

namespace Ignition.Stages.Disks.Filesystems;

/// <summary>A format: the program that makes it and how that program is told label, UUID and force.</summary>
internal sealed class FilesystemFormat(string name, string program, string? force, string uuid, string label, bool isMarked = false)
{
    /// <summary>Name in the config and in libblkid.</summary>
    public string Name { get; } = name;

    /// <summary>Program that makes it.</summary>
    public string Program { get; } = program;

    /// <summary>Argument that skips its safety check; null for none.</summary>
    public string? Force { get; } = force;

    /// <summary>Argument before the UUID; one that ends in <c>=</c> is joined to it after <c>-m</c>.</summary>
    public string Uuid { get; } = uuid;

    /// <summary>Argument before the label.</summary>
    public string Label { get; } = label;

    /// <summary>True where a half-made filesystem can look like a whole one, since its program does not wait for the rest to be on disk before it writes what names the filesystem. Such a filesystem is made with the label <see cref="Unfinished"/>, which gives way to its own at the end (B35).</summary>
    public bool IsMarked { get; } = isMarked;

    /// <summary>Label of a filesystem that is still being made; no longer than the shortest that a marked format takes.</summary>
    public const string Unfinished = "IGN-UNDONE";

    private static readonly FilesystemFormat[] _all =
    [
        new("btrfs", "mkfs.btrfs", "--force", "-U", "-L"),
        new("ext4", "mkfs.ext4", "-F", "-U", "-L"),
        new("xfs", "mkfs.xfs", "-f", "uuid=", "-L", isMarked: true),
        new("swap", "mkswap", "-f", "-U", "-L"),
        new("vfat", "mkfs.fat", null, "-i", "-n", isMarked: true),
    ];

    /// <summary>The format of that name, or null.</summary>
    public static FilesystemFormat? Find(string? name) => Array.Find(_all, format => format.Name == name);

    /// <summary>Whether a probe found a filesystem that was still being made when the power went.</summary>
    public static bool IsUnfinished(Signature held) => held.Label == Unfinished && Find(held.Type) is { IsMarked: true };

    /// <summary>Whether a filesystem is made under the label <see cref="Unfinished"/>: not where its own is more than plain ASCII or comes from its options.</summary>
    public bool CanMark(Filesystem filesystem) =>
        IsMarked
        && (filesystem.Label is not { } label || (label.Length > 0 && label[0] != ' ' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ' ')))
        && !filesystem.Options.Any(option => option.StartsWith(Label, StringComparison.Ordinal));

    /// <summary>Arguments that make the filesystem.</summary>
    public string[] Arguments(Filesystem filesystem, string node)
    {
        var arguments = new List<string>(filesystem.Options);
        if (Force is not null) arguments.Add(Force);
        if (filesystem.Uuid is { } uuid)
        {
            if (Uuid.EndsWith('=')) arguments.AddRange(["-m", Uuid + uuid]);
            else arguments.AddRange([Uuid, Name == "vfat" ? uuid.Replace("-", "", StringComparison.Ordinal) : uuid]);
        }

        if (filesystem.Label is { } label) arguments.AddRange([Label, label]);
        arguments.Add(node);
        return [.. arguments];
    }

    /// <summary>UUIDs that mean the same are equal afterwards.</summary>
    public static string Canonical(string? format, string uuid)
    {
        var lower = uuid.ToLowerInvariant();
        return format == "vfat" && lower.Length > 4 && lower[4] == '-' ? lower.Remove(4, 1) : lower;
    }
}
