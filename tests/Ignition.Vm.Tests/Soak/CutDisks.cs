using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Soak;

/// <summary>The disks of one machine whose power is cut: the root and two empty ones.</summary>
/// <remarks>
/// qcow2 with clusters of 4 KiB and a table cache that holds everything: QEMU writes the table that says where a cluster is
/// only when the guest flushes. A killed QEMU loses every cluster written for the first time since the last flush, as a disk
/// with a volatile cache would; writes over old clusters stay, in an order of their own.
/// </remarks>
internal sealed class CutDisks : IDisposable
{
    private const string Options = "cluster_size=4096,lazy_refcounts=off";

    /// <summary>How QEMU caches the tables of a disk.</summary>
    public const string Caching = "l2-cache-size=16M,cache-clean-interval=0";

    private readonly string _directory;

    /// <summary>A blank machine.</summary>
    public CutDisks(GuestImage image, string name)
    {
        _directory = Path.Combine(Workplace.Out, "vm-disks", name);
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
        Directory.CreateDirectory(_directory);
        Create("-F", "raw", "-b", image.Disk, PathOf("a"));
        Create(PathOf("b"), "512M");
        Create(PathOf("c"), "512M");
    }

    /// <summary>Names of the disks, which are their serial numbers.</summary>
    public static IReadOnlyList<string> Names { get; } = ["a", "b", "c"];

    /// <summary>QEMU's argument for the block device of a disk.</summary>
    public string Drive(string disk) =>
        $"if=none,id={disk},file={PathOf(disk)},format=qcow2,cache=writeback,discard=unmap,{Caching}";

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string PathOf(string disk) => Path.Combine(_directory, disk + ".qcow2");

    /// <summary>Makes a disk.</summary>
    internal static void Create(params string[] rest) =>
        HostProgram.Run("qemu-img", ["create", "-q", "-f", "qcow2", "-o", Options, .. rest]);
}
