using System.Text.Json;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Xunit;

namespace Ignition.Stages.Tests.Files;

public sealed class FinishTests : IDisposable
{
    private const string Result = "/etc/.ignition-result.json";
    private readonly FilesScene _scene = new() { Clock = new Noon() };

    public FinishTests() => FilesScene.NeedsSuperuser();

    public void Dispose() => _scene.Dispose();

    private void Fake(string program, string script)
    {
        Directory.CreateDirectory(_scene.Host("/fake"));
        File.WriteAllText(_scene.Host("/fake/" + program), "#!/bin/sh\n" + script);
        File.SetUnixFileMode(_scene.Host("/fake/" + program), (UnixFileMode)0x1ED);
        _scene.Environment["PATH"] = $"{_scene.Host("/fake")}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    [Fact]
    public async Task B55_the_report_is_in_UTC_and_written_once_a_boot()
    {
        _scene.State.FetchedConfigs = [new FetchedConfig("user", "qemu", false)];

        await _scene.RunTwiceAsync("\"storage\":{}");

        Assert.Equal(
            """
            {
              "provisioningBootID": "11111111-2222-3333-4444-555555555555",
              "provisioningDate": "2026-01-02T12:00:00Z",
              "userConfigProvided": true
            }

            """, _scene.Read(Result));
        Assert.Equal(0x180, _scene.Mode(Result));
    }

    [Fact]
    public async Task B55_earlier_reports_are_nested_but_not_without_bound()
    {
        for (var boot = 0; boot < 12; boot++)
        {
            _scene.Write("/boot_id", $"boot-{boot}\n");
            await _scene.RunAsync("\"storage\":{}");
        }

        using var report = JsonDocument.Parse(_scene.Read(Result));
        var depth = 0;
        for (var at = report.RootElement; at.TryGetProperty("previousReport", out var previous); at = previous) depth++;
        Assert.Equal(8, depth);
        Assert.Contains(_scene.Logged, entry => entry.RenderMessage().Contains("already run"));
    }

    [Theory]
    [InlineData("exit 0", false)]
    [InlineData("exit 1", true)]
    public async Task On_a_live_image_an_earlier_report_is_dropped(string script, bool isKept)
    {
        Fake("is-live-image", script);
        _scene.Write(Result, """{"provisioningBootID":"before"}""");

        await _scene.RunAsync("\"storage\":{}");

        Assert.Equal(isKept, _scene.Read(Result).Contains("previousReport"));
    }

    [Fact]
    public async Task A_report_that_a_power_cut_left_empty_is_replaced()
    {
        _scene.Write(Result, "");

        await _scene.RunTwiceAsync("\"storage\":{}");

        Assert.Contains("provisioningDate", _scene.Read(Result));
    }

    [Fact]
    public async Task What_the_platform_wants_written_is_written()
    {
        _scene.State.ProviderOutputFiles = [new ProviderFile("/var/lib/hyperv/.kvp_pool_0", 0x180, "pool"u8.ToArray())];

        await _scene.RunTwiceAsync("\"storage\":{}");

        Assert.Equal("pool", _scene.Read("/var/lib/hyperv/.kvp_pool_0"));
        Assert.Equal(0x180, _scene.Mode("/var/lib/hyperv/.kvp_pool_0"));
    }

    [Fact]
    public async Task B54_a_luks_volume_has_one_line_in_crypttab_and_its_key_and_the_state_keeps_it_for_a_boot_that_is_tried_again()
    {
        Fake("cryptsetup", "[ \"$1\" = luksUUID ] && echo 1234-abcd");
        _scene.Write("/etc/crypttab", "# kept\nother UUID=1 none luks\ndata UUID=old none luks\n");
        _scene.State.LuksPersistKeyFiles = new() { ["data"] = "data:,thekey", ["net"] = "data:,gone" };
        const string Config = """
            "storage":{"luks":[{"name":"data","device":"/dev/fake1"},{"name":"net","device":"/dev/fake2","clevis":{"tang":[{"url":"http://x","thumbprint":"t"}]}}]}
            """;

        await _scene.RunTwiceAsync(Config);

        Assert.Equal(
            "# kept\nother UUID=1 none luks\ndata UUID=1234-abcd /etc/luks/data luks,x-initrd.attach\nnet UUID=1234-abcd none luks,_netdev,x-initrd.attach\n",
            _scene.Read("/etc/crypttab"));
        Assert.Equal("thekey", _scene.Read("/etc/luks/data"));
        Assert.Equal((0x180, 0x1C0, 0x180), (_scene.Mode("/etc/luks/data"), _scene.Mode("/etc/luks"), _scene.Mode("/etc/crypttab")));
        Assert.False(_scene.Exists("/etc/luks/net"));
        Assert.Equal("data:,thekey", _scene.State.LuksPersistKeyFiles!["data"]);
    }

    [Fact]
    public async Task A_key_that_nobody_kept_is_a_failure()
    {
        var failure = await _scene.FailAsync("""
            "storage":{"luks":[{"name":"data","device":"/dev/fake1"}]}
            """);

        Assert.Equal(FilesFailures.KeyMissing, failure.Code);
    }

    [Fact]
    public async Task B53_labels_are_set_where_there_is_a_policy_dangling_links_and_new_parents_too()
    {
        Fake("setfiles", $"echo \"$*\" > {_scene.Root}/argv; tr '\\0' '\\n' > {_scene.Root}/paths");
        _scene.Write("/etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n").Write("/etc/selinux/targeted/contexts/files/file_contexts", "");

        await _scene.RunTwiceAsync("""
            "storage":{"files":[{"path":"/new/parent/f"}],"links":[{"path":"/dangling","target":"/nowhere"}]},"passwd":{"users":[{"name":"core"}]}
            """);

        Assert.Equal($"-vF0 -r {_scene.Root} {_scene.Host("/etc/selinux/targeted/contexts/files/file_contexts")} -f -\n", _scene.Read("/argv"));
        var paths = _scene.Read("/paths").Split('\n');
        foreach (var path in new[] { "/new", "/dangling", "/home/core", "/etc/passwd", "/etc/shadow", "/etc/.ignition-result.json" })
            Assert.Contains(_scene.Host(path), paths);
        // setfiles goes through directories itself, and each path it is given costs it as much as a start.
        Assert.DoesNotContain(paths, path => path.StartsWith(_scene.Host("/new/"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task MicroOS_labelling_is_switched_off_in_the_environment()
    {
        Fake("setfiles", $"echo \"$*\" > {_scene.Root}/argv");
        _scene.Write("/etc/selinux/config", "SELINUXTYPE=targeted\n").Write("/etc/selinux/targeted/contexts/files/file_contexts", "");
        _scene.Environment["IGNITION_SELINUX_RELABEL"] = "false";
        await _scene.RunTwiceAsync("\"storage\":{\"files\":[{\"path\":\"/f\"}]}");
        Assert.False(_scene.Exists("/argv"));
    }

    [Fact]
    public async Task Nothing_is_labelled_on_a_filesystem_that_keeps_no_labels()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting needs root");
        Fake("setfiles", $"echo \"$*\" > {_scene.Root}/argv; tr '\\0' '\\n' > {_scene.Root}/paths");
        _scene.Write("/etc/selinux/config", "SELINUXTYPE=targeted\n").Write("/etc/selinux/targeted/contexts/files/file_contexts", "").Write("/fat/is/here", "");
        new Command("mount").WithArguments("-t", "ramfs", "ramfs", _scene.Host("/fat")).Run().EnsureSuccess();
        try
        {
            await _scene.RunAsync("\"storage\":{\"files\":[{\"path\":\"/fat/f\"},{\"path\":\"/f\"}]}");
        }
        finally
        {
            new Command("umount").WithArguments("-l", _scene.Host("/fat")).Run().EnsureSuccess();
        }

        Assert.StartsWith($"-vF0 -e {_scene.Host("/fat")} -r {_scene.Root} ", _scene.Read("/argv"), StringComparison.Ordinal);
        var paths = _scene.Read("/paths").Split('\n');
        Assert.Contains(_scene.Host("/f"), paths);
        Assert.DoesNotContain(_scene.Host("/fat/f"), paths);
    }

    [Fact]
    public async Task B53_without_a_policy_or_without_setfiles_nothing_is_labelled_and_nobody_complains()
    {
        Fake("setfiles", "exit 1");
        await _scene.RunTwiceAsync("\"storage\":{\"files\":[{\"path\":\"/f\"}]}");
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(5), "x", "x");
    }
}
