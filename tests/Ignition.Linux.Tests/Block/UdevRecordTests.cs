using Ignition.Linux.Block;
using Xunit;

namespace Ignition.Linux.Tests.Block;

public sealed class UdevRecordTests
{
    [Fact]
    public void Properties_are_read_and_other_lines_are_not()
    {
        var directory = Directory.CreateTempSubdirectory("udev-record-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(directory, "b8:1"), "S:disk/by-label/x\nI:123\nE:ID_FS_TYPE=ext4\nE:ID_FS_LABEL=a=b\nG:systemd\n");
            var record = UdevRecord.Read(new DeviceNumber(8, 1), directory);
            Assert.Equal("ext4", record?["ID_FS_TYPE"]);
            Assert.Equal("a=b", record?["ID_FS_LABEL"]);
            Assert.Null(record?["ID_FS_UUID"]);
            Assert.Null(UdevRecord.Read(new DeviceNumber(8, 2), directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
