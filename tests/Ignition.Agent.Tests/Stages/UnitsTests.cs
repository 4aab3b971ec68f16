using Xunit;

namespace Ignition.Agent.Tests.Stages;

public sealed class UnitsTests : IDisposable
{
    private const string Preset = "/etc/systemd/system-preset/20-ignition.preset";
    private const string Install = "[Install]\\nWantedBy=multi-user.target\\n";
    private readonly FilesScene _scene = new();

    public UnitsTests() => FilesScene.NeedsSuperuser();

    public void Dispose() => _scene.Dispose();

    private static string Units(string entries) => $"\"systemd\":{{\"units\":[{entries}]}}";

    [Fact]
    public async Task Units_dropins_and_masks_are_written()
    {
        _scene.Write("/etc/systemd/system/bar.service", "old").Write("/usr/lib/systemd/system/un.service", "x");
        File.CreateSymbolicLink(_scene.Host("/etc/systemd/system/un.service"), "../../../dev/null");

        await _scene.RunTwiceAsync(Units("""
            {"name":"a.service","contents":"[Service]\n","dropins":[{"name":"e.conf","contents":""},{"name":"n.conf"}]},
            {"name":"bar.service","mask":true},{"name":"both.service","contents":"x","mask":true},
            {"name":"un.service","mask":false}
            """));

        Assert.Equal("[Service]\n", _scene.Read("/etc/systemd/system/a.service"));
        Assert.Equal("", _scene.Read("/etc/systemd/system/a.service.d/e.conf"));
        Assert.False(_scene.Exists("/etc/systemd/system/a.service.d/n.conf"));
        Assert.Equal("/dev/null", new FileInfo(_scene.Host("/etc/systemd/system/bar.service")).LinkTarget);
        Assert.Equal("/dev/null", new FileInfo(_scene.Host("/etc/systemd/system/both.service")).LinkTarget); // B52
        Assert.False(_scene.Exists("/etc/systemd/system/un.service"));
    }

    [Fact]
    public async Task B49_B50_B51_presets_are_sorted_and_written_once_with_instances()
    {
        _scene.Write("/usr/lib/systemd/system/known.service", "").Write("/usr/lib/systemd/system/off@.service", "[Install]\nWantedBy=a.target\n");
        Directory.CreateDirectory(_scene.Host("/etc/systemd/system/a.target.wants"));
        foreach (var instance in new[] { "1", "2", "3" })
            File.CreateSymbolicLink(_scene.Host($"/etc/systemd/system/a.target.wants/off@{instance}.service"), "/usr/lib/systemd/system/off@.service");

        await _scene.RunTwiceAsync(Units("""
            {"name":"z.service","enabled":true,"contents":"[Service]\n"},{"name":"echo@foo.service","enabled":true},{"name":"echo@bar.service","enabled":true},
            {"name":"bare@.service","enabled":true},{"name":"known.service","enabled":false},{"name":"unknown.service","enabled":false},
            {"name":"off@1.service","enabled":false},{"name":"off@2.service","enabled":false}
            """));

        Assert.Equal(
            "enable bare@.service\nenable echo@.service foo bar\ndisable known.service\ndisable off@1.service\ndisable off@2.service\nenable z.service\n",
            _scene.Read(Preset));
        Assert.Equal(["off@3.service"], Directory.GetFileSystemEntries(_scene.Host("/etc/systemd/system/a.target.wants")).Select(Path.GetFileName));
        Assert.False(_scene.Exists("/etc/systemd/system/multi-user.target.wants"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("uninitialized\n", false)]
    [InlineData("", true)]
    [InlineData("0123456789abcdef0123456789abcdef\n", true)]
    public async Task A_unit_is_enabled_once_by_presets_or_by_us(string? machineId, bool isOurs)
    {
        if (machineId is not null) _scene.Write("/etc/machine-id", machineId);
        var config = Units($"{{\"name\":\"u.service\",\"enabled\":true,\"contents\":\"{Install}\"}}");

        Assert.Equal(isOurs, (await _scene.LookAsync(config)).Any(step => step.Sentence == "enable u.service"));
        await _scene.RunTwiceAsync(config);

        Assert.Equal(isOurs, _scene.Exists("/etc/systemd/system/multi-user.target.wants/u.service"));
        Assert.Equal("enable u.service\n", _scene.Read(Preset));
    }
}
