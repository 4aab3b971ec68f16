using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Soak;

/// <summary>What a power cut takes away from a disk.</summary>
public sealed class CutDisksTests
{
    [Theory]
    [InlineData("flush", true)]
    [InlineData("info", false)]
    public void A_write_survives_a_cut_when_it_was_flushed_and_only_then(string before, bool survives)
    {
        var directory = Directory.CreateTempSubdirectory("ignition-cut").FullName;
        try
        {
            var path = Path.Combine(directory, "disk.qcow2");
            CutDisks.Create(path, "64M");
            var disk = $"driver=qcow2,file.filename={path}";
            HostProgram.Try("", "qemu-io", "-t", "writeback", "--image-opts", $"{disk},{CutDisks.Caching}", "-c", "write -P 7 1M 64k", "-c", before, "-c", "abort");
            var (_, found, _) = HostProgram.Try("", "qemu-io", "--image-opts", disk, "-c", "read -P 7 1M 64k");
            Assert.Contains("read 65536/65536 bytes", found, StringComparison.Ordinal);
            Assert.Equal(survives, !found.Contains("Pattern verification failed", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
