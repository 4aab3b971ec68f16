namespace Ignition.Provisioning.Failures;

/// <summary>Failures of <c>ignition embed</c>.</summary>
internal static class EmbedFailures
{
    /// <summary>The disk cannot be read or written.</summary>
    public static readonly FailureCode Disk = new(
        "IGN-EMBED-DISK", "16af404f0cda45bba455f602b8b81819", "A config could not be embedded on a disk",
        "Check the path, and that nothing on the disk is mounted.");

    /// <summary>Nothing on the disk would read the config.</summary>
    public static readonly FailureCode NoReader = new(
        "IGN-EMBED-NO-READER", "563d33510c8e4fe1984ddd6130da4b96", "Nothing on the disk would read an embedded config",
        "Write an image with Ignition to the disk first; its boot loader entries name ignition.firstboot or ignition.platform.id.");

    /// <summary>All of them, for the message catalog.</summary>
    public static FailureCode[] All => [Disk, NoReader];
}
