using System.Text.Json;
using Ignition.Agent.Boot;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Xunit;

namespace Ignition.Agent.Tests.Boot;

public sealed class EngineTests : IDisposable
{
    private readonly BootScratch _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void A_boot_writes_what_the_config_asks_for_and_a_second_one_changes_nothing()
    {
        _machine.Config(BootScratch.OneFile("/etc/motd", "hello"));
        Assert.Null(_machine.Boot());
        Assert.Equal("hello", File.ReadAllText(Path.Combine(_machine.Root, "etc/motd")));
        var written = File.GetLastWriteTimeUtc(Path.Combine(_machine.Root, "etc/motd"));
        Assert.Null(_machine.Boot());
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(_machine.Root, "etc/motd")));
    }

    [Fact]
    public void An_empty_config_is_no_failure()
    {
        _machine.Config("");
        Assert.Null(_machine.Boot());
        Assert.Null(StateFile.Read(_machine.State).FetchedConfigs);
    }

    [Fact]
    public void The_cache_is_upstreams_and_private()
    {
        _machine.Config(BootScratch.OneFile("/a"));
        Assert.Null(_machine.Run(StageNames.FetchOffline));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(_machine.Cache));
        using var json = JsonDocument.Parse(File.ReadAllText(_machine.Cache));
        Assert.Equal("/a", json.RootElement.GetProperty("storage").GetProperty("files")[0].GetProperty("path").GetString());
    }

    [Fact]
    public void B1_an_empty_child_is_a_failure_and_not_an_empty_config()
    {
        _machine.Config("""{"ignition":{"version":"3.4.0","config":{"merge":[{"source":"data:,"}]}}}""");
        var failure = _machine.Run(StageNames.FetchOffline);
        Assert.Equal(EngineFailures.ChildEmpty, failure?.Code);
        Assert.Equal("$.ignition.config.merge.0", failure?.ConfigPath);
        Assert.NotNull(failure?.Place);
        Assert.False(File.Exists(_machine.Cache));
    }

    [Fact]
    public void B1_an_empty_replacement_is_a_failure()
    {
        _machine.Config("""{"ignition":{"version":"3.4.0","config":{"replace":{"source":""}}}}""");
        Assert.Equal(EngineFailures.ChildEmpty, _machine.Run(StageNames.FetchOffline)?.Code);
    }

    [Fact]
    public void B2_a_chain_of_children_that_is_too_deep_ends()
    {
        var config = BootScratch.OneFile("/bottom");
        for (var i = 0; i <= Ancestry.MaxDepth; i++) config = BootScratch.Merging(config);
        _machine.Config(config);
        Assert.Equal(EngineFailures.TooDeep, _machine.Run(StageNames.FetchOffline)?.Code);
    }

    [Fact]
    public void B2_too_many_children_end()
    {
        var child = BootScratch.Merging([.. Enumerable.Range(0, 40).Select(i => BootScratch.OneFile("/f" + i))]);
        _machine.Config(BootScratch.Merging([.. Enumerable.Range(0, 40).Select(i => child + new string(' ', i))]));
        Assert.Equal(EngineFailures.TooManyChildren, _machine.Run(StageNames.FetchOffline)?.Code);
    }

    [Fact]
    public void Children_merge_depth_first_and_later_ones_win()
    {
        _machine.Config(BootScratch.Merging(
            BootScratch.Merging(BootScratch.OneFile("/a", "first"), BootScratch.OneFile("/b", "first")),
            BootScratch.OneFile("/a", "second")));
        Assert.Null(_machine.Boot());
        Assert.Equal("second", File.ReadAllText(Path.Combine(_machine.Root, "a")));
        Assert.Equal("first", File.ReadAllText(Path.Combine(_machine.Root, "b")));
        Assert.Equal(5, StateFile.Read(_machine.State).FetchedConfigs!.Count);
    }

    [Fact]
    public void A_replacement_drops_everything_of_the_config_it_replaces()
    {
        var url = BootScratch.DataUrl(BootScratch.OneFile("/new"));
        _machine.Config("{\"ignition\":{\"version\":\"3.4.0\",\"config\":{\"replace\":{\"source\":\"" + url + "\"}}},\"storage\":{\"files\":[{\"path\":\"/old\"}]}}");
        Assert.Null(_machine.Boot());
        Assert.True(File.Exists(Path.Combine(_machine.Root, "new")));
        Assert.False(File.Exists(Path.Combine(_machine.Root, "old")));
    }

    [Fact]
    public void B3_fragments_merge_by_name_the_highest_directory_counts_and_strange_names_are_passed_over()
    {
        _machine.Config(BootScratch.OneFile("/user"))
            .With("lib/base.d/10-a.ign", BootScratch.OneFile("/a", "vendor"))
            .With("run/base.d/10-a.ign", BootScratch.OneFile("/a", "runtime"))
            .With("etc/base.d/20-b.ign", BootScratch.OneFile("/b", "base"))
            .With("etc/base.d/README", "not a config")
            .With("etc/base.d/30-empty.ign", "")
            .With("lib/base.platform.d/file/10-b.ign", BootScratch.OneFile("/b", "platform"));
        Assert.Null(_machine.Boot());
        Assert.Equal("runtime", File.ReadAllText(Path.Combine(_machine.Root, "a")));
        Assert.Equal("platform", File.ReadAllText(Path.Combine(_machine.Root, "b")));
        Assert.True(File.Exists(Path.Combine(_machine.Root, "user")));
        Assert.Contains("README", _machine.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void B3_a_broken_platform_fragment_is_a_failure_that_names_it()
    {
        _machine.Config("").With("lib/base.platform.d/file/10.ign", "{");
        var failure = _machine.Run(StageNames.FetchOffline);
        Assert.Equal(EngineFailures.BaseConfig, failure?.Code);
        Assert.Contains("10.ign", failure!.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void B5_a_base_config_is_recorded_once_and_only_when_there_is_one()
    {
        _machine.Config(BootScratch.OneFile("/user"));
        Assert.Null(_machine.Boot());
        Assert.DoesNotContain(StateFile.Read(_machine.State).FetchedConfigs!, c => c.Kind == "base");
        _machine.With("lib/base.d/1.ign", BootScratch.OneFile("/base"));
        Assert.Null(_machine.Boot());
        Assert.Single(StateFile.Read(_machine.State).FetchedConfigs!, c => c.Kind == "base");
    }

    [Fact]
    public void B6_a_fetch_that_needs_the_network_records_nothing_and_asks_for_it()
    {
        _machine.Config("""{"ignition":{"version":"3.4.0","config":{"merge":[{"source":"data:;base64,eyJpZ25pdGlvbiI6eyJ2ZXJzaW9uIjoiMy40LjAifX0="},{"source":"http://192.0.2.1/x"}]}}}""");
        Assert.Null(_machine.Run(StageNames.FetchOffline));
        Assert.True(_machine.NeedsNetwork);
        Assert.False(File.Exists(_machine.Cache));
        Assert.Null(StateFile.Read(_machine.State).FetchedConfigs);
        Assert.DoesNotContain("CRITICAL", _machine.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void B7_the_source_of_a_child_is_its_url_without_what_is_secret()
    {
        Assert.Equal("https://host:8443/a/b", new Ignition.Config.Model.SourceUrl("https://user:word@host:8443/a/b?token=x#y").ToString());
        _machine.Config(BootScratch.Merging(BootScratch.OneFile("/a", "hunter2")));
        Assert.Null(_machine.Run(StageNames.FetchOffline));
        var child = Assert.Single(StateFile.Read(_machine.State).FetchedConfigs!, c => c.Referenced);
        Assert.StartsWith("data:", child.Source, StringComparison.Ordinal);
        Assert.Contains($"fetched referenced user config from \"{child.Source}\"", _machine.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void B38_a_failure_tells_nothing_secret()
    {
        _machine.Config("""
            {"ignition":{"version":"3.4.0"},
             "passwd":{"users":[{"name":"nobody","passwordHash":"$6$hunter2"}]},
             "storage":{"files":[{"path":"/etc/x/y","contents":{"source":"data:,hunter2","verification":{"hash":"sha512-00"}}}]}}
            """);
        Assert.NotNull(_machine.Boot());
        Assert.DoesNotContain("hunter2", _machine.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Flatcar_config_url_stands_beside_ours()
    {
        _machine.Config(BootScratch.OneFile("/platform")).With("cmdline", $"ro flatcar.config.url={BootScratch.DataUrl(BootScratch.OneFile("/flatcar"))}\n");
        Assert.Null(_machine.Run(StageNames.FetchOffline));
        Assert.Contains("/flatcar", File.ReadAllText(_machine.Cache), StringComparison.Ordinal);
        Assert.Contains(StateFile.Read(_machine.State).FetchedConfigs!, static c => c.Source == "cmdline");
        _machine.With("cmdline", $"ro ignition.config.url={BootScratch.DataUrl(BootScratch.OneFile("/ours"))} flatcar.config.url=http://192.0.2.1/\n");
        Assert.Null(_machine.Run(StageNames.FetchOffline));
        Assert.Contains("/ours", File.ReadAllText(_machine.Cache), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ro quiet", false)]
    [InlineData("ro flatcar.first_boot=detected", true)]
    public void Flatcar_oem_sources_are_taken_where_there_is_such_a_partition(string commandLine, bool isTaken)
    {
        Assert.SkipWhen(Directory.Exists("/oem") || Directory.Exists("/usr/share/oem"), "this machine has an OEM directory of its own");
        _machine.Config("""{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/a","contents":{"source":"oem:///a"}}]}}""").With("cmdline", commandLine + "\n");
        Assert.Equal(isTaken, _machine.Run(StageNames.FetchOffline) is null);
        Assert.False(_machine.NeedsNetwork);
    }

    [Fact]
    public void Flatcar_a_user_ign_that_is_a_link_to_nothing_is_none()
    {
        _machine.Config(BootScratch.OneFile("/platform"));
        File.CreateSymbolicLink(_machine.InTop("lib/user.ign"), "/oem-that-is-not-there/config.ign");
        File.CreateSymbolicLink(_machine.InTop("lib/base.d"), "/oem-that-is-not-there/base/");
        Assert.Null(_machine.Run(StageNames.FetchOffline));
        Assert.Contains("/platform", File.ReadAllText(_machine.Cache), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "etc", "lib")]
    [InlineData("etc", "lib")]
    [InlineData("lib")]
    public void A_user_config_in_a_system_directory_comes_before_the_platform(params string[] directories)
    {
        _machine.Config(BootScratch.OneFile("/platform"));
        foreach (var directory in directories) _machine.With(directory + "/user.ign", BootScratch.OneFile("/from-" + directory));
        Assert.Null(_machine.Boot());
        Assert.Equal(["from-" + directories[0]], Directory.GetFiles(_machine.Root).Select(Path.GetFileName));
        Assert.Contains(StateFile.Read(_machine.State).FetchedConfigs!, c => c.Source == "system");
    }

    [Theory]
    [InlineData("ignition.config.device=label", "ignition.config.path")]
    [InlineData("ignition.config.path=/x", "ignition.config.device")]
    public void Half_of_a_config_device_on_the_kernel_command_line_is_a_failure(string arguments, string missing)
    {
        _machine.With("cmdline", arguments);
        var failure = _machine.Run(StageNames.FetchOffline);
        Assert.Equal(EngineFailures.KernelArgument, failure?.Code);
        Assert.Contains(missing, failure!.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_config_url_on_the_kernel_command_line_comes_first()
    {
        _machine.Config("broken").With("cmdline", "ignition.config.url=" + BootScratch.DataUrl(BootScratch.OneFile("/cmdline")));
        Assert.Null(_machine.Boot());
        Assert.True(File.Exists(Path.Combine(_machine.Root, "cmdline")));
    }

    [Theory]
    [InlineData("{\"ignition\":{\"version\":\"9.9.9\"}}", "IGN-CONFIG-VERSION")]
    [InlineData("#cloud-config\nusers: []\n", "IGN-CONFIG-UNREADABLE")]
    [InlineData("{\"ignition\":{\"version\":\"3.4.0\"},", "IGN-CONFIG-UNREADABLE")]
    [InlineData("{\"ignition\":{\"version\":\"3.4.0\"},\"storage\":{\"files\":[{\"path\":\"relative\"}]}}", "IGN-CONFIG-INVALID")]
    public void What_is_no_valid_config_is_refused_with_its_code(string config, string code)
    {
        _machine.Config(config);
        Assert.Equal(code, _machine.Run(StageNames.FetchOffline)?.Code.Code);
        Assert.False(File.Exists(_machine.Cache));
    }

    [Fact]
    public void Butane_is_read_wherever_a_config_is_and_a_failure_points_at_its_line()
    {
        Directory.CreateDirectory(Path.Combine(_machine.Root, "etc/motd"));
        _machine.Config("variant: fcos\nversion: 1.6.0\nignition:\n  config:\n    merge:\n      - source: " + BootScratch.DataUrl("variant: fcos\nversion: 1.6.0\n") + "\n")
            .With("lib/base.d/1.bu", "variant: fcos\nversion: 1.6.0\nstorage:\n  files:\n    - path: /base\n      contents: {inline: x}\n    - path: /etc/motd\n      contents: {inline: x}\n");
        var failure = _machine.Boot();
        Assert.True(failure?.Place?.Line == 7, failure?.ToString());
        Assert.EndsWith("1.bu", failure?.Place?.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Butane_that_needs_local_files_is_refused_with_a_hint()
    {
        _machine.Config("variant: fcos\nversion: 1.6.0\nstorage:\n  files:\n    - path: /a\n      contents:\n        local: motd\n");
        var failure = _machine.Run(StageNames.FetchOffline);
        Assert.Equal(EngineFailures.ConfigInvalid, failure?.Code);
        Assert.Contains("translate", failure!.Cause + failure.NextAction, StringComparison.Ordinal);
        Assert.Equal(7, failure.Place?.Line);
    }

    [Theory]
    [InlineData("3.99.0")]
    [InlineData("3.5")]
    public void A_version_that_is_refused_is_shown_where_it_stands(string version)
    {
        _machine.Config($"{{\"ignition\":{{\n \"version\": \"{version}\"}}}}");
        var failure = _machine.Run(StageNames.FetchOffline);
        Assert.Equal((2, 13), (failure?.Place?.Line, failure?.Place?.Column));
    }

    [Fact]
    public void A_stage_without_a_cache_says_so()
    {
        Assert.Equal(EngineFailures.NoCache, _machine.Run(StageNames.Files)?.Code);
    }

    [Fact]
    public void A_failure_in_the_files_stage_points_at_the_line_of_the_config()
    {
        Directory.CreateDirectory(Path.Combine(_machine.Root, "etc/motd"));
        _machine.Config("{\"ignition\":{\"version\":\"3.4.0\"},\n\"storage\":{\"files\":[\n{\"path\":\"/etc/motd\",\"contents\":{\"source\":\"data:,x\"}}]}}");
        var failure = _machine.Boot();
        Assert.Equal(3, failure?.Place?.Line);
        Assert.StartsWith("$.storage.files.0", failure?.ConfigPath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_ends_the_fetch_of_certificate_authorities()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new TestServer(async request =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
        });
        _machine.Config(
            "{\"ignition\":{\"version\":\"3.4.0\",\"timeouts\":{\"httpTotal\":40,\"httpResponseHeaders\":0},"
            + "\"security\":{\"tls\":{\"certificateAuthorities\":[{\"source\":\"" + server.Url + "/ca\"}]}}}}");
        using var signal = new CancellationTokenSource();
        var stage = Task.Run(() => _machine.Run(StageNames.Fetch, signal.Token));
        await asked.Task;
        await signal.CancelAsync();
        Assert.Equal("IGN-INTERRUPTED", (await stage)?.Code.Code);
    }

    [Theory]
    [InlineData("the-outside")]
    [InlineData("a-file")]
    public async Task What_the_image_has_in_place_of_the_spool_leads_nowhere(string what)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the files stage gives files to their owners, which needs root");
        var bytes = new byte[300_000];
        await using var server = TestServer.Of(_ => (200, bytes));
        var outside = Directory.CreateDirectory(_machine.InTop("outside")).FullName;
        Directory.SetLastWriteTimeUtc(outside, DateTime.UnixEpoch);
        if (what == "a-file") File.WriteAllText(_machine.Root + "/.ignition-spool", "");
        else File.CreateSymbolicLink(_machine.Root + "/.ignition-spool", outside);
        _machine.Config("{\"ignition\":{\"version\":\"3.4.0\"},\"storage\":{\"files\":[{\"path\":\"/large\",\"contents\":{\"source\":\"" + server.Url + "/x\"}}]}}");
        Assert.Null(_machine.Run(StageNames.Fetch));
        Assert.Null(_machine.Run(StageNames.Files));
        Assert.Equal(bytes.Length, new FileInfo(_machine.Root + "/large").Length);
        Assert.Equal(DateTime.UnixEpoch, Directory.GetLastWriteTimeUtc(outside));
        Assert.Null(new FileInfo(_machine.Root + "/.ignition-spool").LinkTarget);
        Assert.False(Path.Exists(_machine.Root + "/.ignition-spool"));
    }
}
