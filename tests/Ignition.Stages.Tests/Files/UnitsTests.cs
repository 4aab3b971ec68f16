using Xunit;

namespace Ignition.Stages.Tests.Files;

public sealed class UnitsTests : IDisposable
{
    private const string Preset = "/etc/systemd/system-preset/20-ignition.preset";
    private const string Install = "[Install]\\nWantedBy=multi-user.target\\n";
    private readonly FilesScene _scene = new();

    public UnitsTests() => FilesScene.NeedsSuperuser();

    public void Dispose() => _scene.Dispose();

    private static string Units(string entries) => $"\"systemd\":{{\"units\":[{entries}]}}";

    [Fact]
    public async Task Units_and_dropins_are_written()
    {
        await _scene.RunTwiceAsync(Units("""
            {"name":"a.service","contents":"[Service]\n","dropins":[{"name":"e.conf","contents":""},{"name":"n.conf"}]}
            """));

        Assert.Equal("[Service]\n", _scene.Read("/etc/systemd/system/a.service"));
        Assert.Equal("", _scene.Read("/etc/systemd/system/a.service.d/e.conf"));
        Assert.False(_scene.Exists("/etc/systemd/system/a.service.d/n.conf"));
    }

    [Fact]
    public async Task B52_a_mask_takes_the_place_of_a_unit_with_and_without_contents()
    {
        _scene.Write("/etc/systemd/system/bar.service", "old");

        var done = await _scene.RunAsync(Units("""
            {"name":"bar.service","mask":true},{"name":"both.service","contents":"x","mask":true}
            """));

        Assert.Equal("/dev/null", Target("bar.service"));
        Assert.Equal("/dev/null", Target("both.service"));
        Assert.DoesNotContain(done, sentence => sentence.Contains("both.service", StringComparison.Ordinal) && !sentence.StartsWith("mask", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("../../../dev/null")]
    [InlineData("/dev/./null")]
    public async Task B52_every_link_to_dev_null_is_a_mask(string target)
    {
        Directory.CreateDirectory(_scene.Host("/etc/systemd/system"));
        foreach (var unit in new[] { "on.service", "off.service" }) File.CreateSymbolicLink(_scene.Host("/etc/systemd/system/" + unit), target);

        await _scene.RunTwiceAsync(Units("""{"name":"on.service","mask":true},{"name":"off.service","mask":false}"""));

        Assert.Equal(target, Target("on.service"));
        Assert.False(_scene.Exists("/etc/systemd/system/off.service"));
    }

    [Fact]
    public async Task B52_a_directory_is_not_emptied_for_a_mask_without_a_word()
    {
        _scene.Write("/etc/systemd/system/dir.service/precious", "x");
        const string Config = """{"name":"dir.service","mask":true}""";

        var findings = await _scene.InspectAsync(Units(Config));

        Assert.Contains(findings, step => step.Finding.Destroys is { } lost && lost.Contains("dir.service", StringComparison.Ordinal));
    }

    private string? Target(string unit) => new FileInfo(_scene.Host("/etc/systemd/system/" + unit)).LinkTarget;

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

        Assert.Equal(isOurs, (await _scene.InspectAsync(config)).Any(step => step.Description == "enable u.service"));
        await _scene.RunTwiceAsync(config);

        Assert.Equal(isOurs, _scene.Exists("/etc/systemd/system/multi-user.target.wants/u.service"));
        Assert.Equal("enable u.service\n", _scene.Read(Preset));
    }
}
