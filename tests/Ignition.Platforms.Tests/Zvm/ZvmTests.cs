using Ignition.Linux.Processes;
using Ignition.Platforms.Zvm;
using Xunit;

namespace Ignition.Platforms.Tests.Zvm;

public sealed class ZvmTests : PlatformTest
{
    private const string SpoolList = """
        ORIGINID FILE CLASS RECORDS  CPY HOLD DATE  TIME     NAME      TYPE     DIST
        LINUX    0007 A PUN 00000002 001 NONE 04/01 10:00:00 OTHER     txt      LINUX
        LINUX    0008 A PUN 00000002 001 NONE 04/01 10:00:00 CONFIG    ign      LINUX
        """;

    private string _printed = "";

    protected override string Output(Command command) => command.ToString() == "vmur li" ? _printed : "";

    [Fact]
    public async Task Zvm_receives_the_spool_file_of_type_ign()
    {
        _printed = SpoolList;
        OnRun = command =>
        {
            if (command.Program == "vmur" && command.Arguments[0] == "re") File.WriteAllBytes(command.Arguments[^1], "{}\0\0"u8.ToArray());
            return 0;
        };
        Assert.Equal("{}", await Fetch("zvm"));
        Assert.Contains(Ran, line => line.StartsWith("vmur re -f 0008 ", StringComparison.Ordinal) && line.EndsWith("CONFIG.ign", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Zvm_frees_a_reader_that_is_ignored()
    {
        var online = false;
        OnRun = command =>
        {
            if (command.Program == "cio_ignore") online = true;
            return command.Program == "chccwdev" && !online ? 1 : 0;
        };
        Assert.Null(await Fetch("zvm"));
        Assert.Equal(["modprobe vmur", "chccwdev -e 000c", "cio_ignore -r 000c", "chccwdev -e 000c", "udevadm settle", "vmur li"], Ran);
    }

    [Fact]
    public void Zvm_finds_nothing_where_nothing_is() => Assert.Null(ZvmPlatform.Find("one\nLINUX 1 A B C D E F G NAME ign"));

    [Fact]
    public async Task Zvm_that_cannot_receive_is_a_failure()
    {
        _printed = SpoolList;
        OnRun = command => command.Arguments.Length > 0 && command.Arguments[0] == "re" ? 1 : 0;
        Assert.Equal("IGN-PLATFORM-CHANNEL", (await Fails("zvm")).Code.Code);
    }
}
