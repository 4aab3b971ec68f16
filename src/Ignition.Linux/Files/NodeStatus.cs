namespace Ignition.Linux.Files;

/// <summary>What stands at a path.</summary>
public enum NodeKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A device, a socket or a pipe.</summary>
    Special,
}

/// <summary>The status of a node; a symbolic link's own, never its target's.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Permission bits with set-id and sticky bits (12 bits).</param>
/// <param name="Owner">Owning user and group.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Identity">Filesystem and inode.</param>
/// <param name="Links">Number of names.</param>
public readonly record struct NodeStatus(NodeKind Kind, int Mode, Ownership Owner, long Size, NodeIdentity Identity, int Links)
{
    /// <summary>Looks at a path of this machine, wherever it leads.</summary>
    /// <param name="path">The path.</param>
    /// <param name="follow">True for the target of a link, false for the link itself.</param>
    /// <returns>Null when it cannot be looked at; errno says why.</returns>
    public static NodeStatus? Of(string path, bool follow) =>
        Native.StatusAt(Native.AtCurrent, path, follow ? 0 : Native.AtNoFollow, Native.BasicStatus, out var status) == 0 ? From(status) : null;

    internal static NodeStatus From(in Native.Status status) => new(
        (status.Mode & 0xF000) switch
        {
            0x8000 => NodeKind.File,
            0x4000 => NodeKind.Directory,
            0xA000 => NodeKind.Link,
            _ => NodeKind.Special,
        },
        status.Mode & 0xFFF,
        new Ownership(status.User, status.Group),
        (long)status.Size,
        new NodeIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode),
        (int)status.Links);
}

/// <summary>Numeric owner of a node.</summary>
/// <param name="User">User id.</param>
/// <param name="Group">Group id.</param>
public readonly record struct Ownership(uint User, uint Group)
{
    /// <summary>The superuser and its group.</summary>
    public static Ownership Root => default;

    /// <summary>The owner as <c>chown</c> takes it.</summary>
    /// <returns><c>user:group</c>, numeric.</returns>
    public override string ToString() => $"{User}:{Group}";
}

/// <summary>What makes two names the same node.</summary>
/// <param name="Filesystem">Device number of the filesystem.</param>
/// <param name="Inode">Inode number.</param>
public readonly record struct NodeIdentity(ulong Filesystem, ulong Inode);
