using System.Text.Json;
using Ignition.Agent.Boot;
using Ignition.Agent.Cli;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Xunit;

namespace Ignition.Agent.Tests.Boot;

/// <summary>A boot that is tried again makes the same machine, and what is left below /run afterwards makes none.</summary>
public sealed class RetryTests : IDisposable
{
    private const string Config = """
        {"ignition":{"version":"3.4.0"},
         "systemd":{"units":[{"name":"a.service","contents":"[Service]\nEnvironment=T=hunter2\nExecStart=/x"}]},
         "storage":{"disks":[{"device":"/dev/none","partitions":[]}],
          "files":[{"path":"/d/k","mode":384,"contents":{"source":"data:,hunter2"}}]}}
        """;

    private readonly BootScratch _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Retry_after_a_failure_umount_leaves_the_cache_and_the_next_try_makes_everything()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the files stage gives files to their owners, which needs root");
        _machine.Config(Config.Replace("""{"device":"/dev/none","partitions":[]}""", "", StringComparison.Ordinal)).With("root/d", "in the way");
        Assert.Null(_machine.Run(StageNames.FetchOffline));
        var fetched = File.ReadAllText(_machine.Cache);
        Assert.NotNull(_machine.Run(StageNames.Files));
        Assert.Null(_machine.Run(StageNames.Umount));
        Assert.Equal(fetched, File.ReadAllText(_machine.Cache));

        File.Delete(_machine.InTop("root/d"));
        // Where the config needs the network, the fetch stage is not run again while there is a cache.
        foreach (var stage in new[] { StageNames.Kargs, StageNames.Disks, StageNames.Mount, StageNames.Files }) Assert.Null(_machine.Run(stage));
        Assert.Equal("hunter2", File.ReadAllText(_machine.InTop("root/d/k")));
        Assert.Contains("hunter2", File.ReadAllText(_machine.InTop("root/etc/systemd/system/a.service")), StringComparison.Ordinal);
    }

    [Fact]
    public void B8_run_ignition_json_has_no_secret_after_the_switch_and_keeps_what_others_read()
    {
        _machine.Config("""
            {"ignition":{"version":"3.4.0","proxy":{"httpProxy":"http://u:hunter2@p"}},
             "passwd":{"users":[{"name":"core","passwordHash":"hunter2"}],"groups":[{"name":"g","passwordHash":"hunter2"}]},
             "systemd":{"units":[{"name":"a.service","contents":"[Service]\nEnvironment=T=hunter2\nExecStart=/x","dropins":[{"name":"x.conf","contents":"[Service]\nEnvironment=hunter2"}]}]},
             "storage":{
              "disks":[{"device":"/dev/a","wipeTable":true,"partitions":[{"number":1,"label":"root","typeGuid":"01234567-89AB-CDEF-EDCB-A98765432101"}]}],
              "raid":[{"name":"md","level":"raid1","devices":["/dev/b","/dev/c"]}],
              "luks":[{"name":"data","device":"/dev/d","label":"luks-data","keyFile":{"source":"data:,hunter2"}}],
              "filesystems":[{"device":"/dev/e","format":"xfs","label":"root","path":"/","mountOptions":["noatime"],"wipeFilesystem":true}],
              "files":[{"path":"/k","contents":{"source":"http://u:hunter2@h/","httpHeaders":[{"name":"Auth","value":"hunter2"}]},"append":[{"source":"data:,hunter2"}]}]}}
            """);
        Assert.Null(_machine.Run(StageNames.FetchOffline));
        StateFile.Write(_machine.State, new EngineState { LuksPersistKeyFiles = new(StringComparer.Ordinal) { ["data"] = "data:,hunter2" }, NotatedDirectories = ["/var"] });
        var before = Storage();
        Scrub();
        var after = Storage();

        foreach (var file in new[] { _machine.Cache, _machine.State }) Assert.DoesNotContain("hunter2", File.ReadAllText(file), StringComparison.Ordinal);
        foreach (var section in new[] { "disks", "raid", "filesystems" }) Assert.Equal(before.GetProperty(section).GetRawText(), after.GetProperty(section).GetRawText());
        Assert.Equal(("data", "/dev/d", "luks-data"), (Text("name"), Text("device"), Text("label")));
        Assert.Equal("/var", Assert.Single(StateFile.Read(_machine.State).NotatedDirectories!));
        var whole = File.ReadAllText(_machine.Cache);
        Scrub();
        Assert.Equal(whole, File.ReadAllText(_machine.Cache));

        string? Text(string name) => after.GetProperty("luks")[0].GetProperty(name).GetString();
    }

    [Theory]
    [InlineData(StageNames.Kargs)]
    [InlineData(StageNames.Disks)]
    [InlineData(StageNames.Mount)]
    [InlineData(StageNames.Files)]
    public void A_cache_without_its_secrets_is_never_provisioned_from(string stage)
    {
        _machine.Config(BootScratch.OneFile("/k"));
        Assert.Null(_machine.Run(StageNames.FetchOffline));
        Scrub();
        Assert.Equal(EngineFailures.NoCache, _machine.Run(stage)!.Code);
        Assert.Empty(Directory.GetFileSystemEntries(_machine.Root));
        Assert.Null(_machine.Run(StageNames.Umount));

        Assert.Null(_machine.Run(StageNames.FetchOffline));
        Assert.Null(_machine.Run(StageNames.Mount));
    }

    [Fact]
    public void Without_a_first_boot_there_is_nothing_to_do()
    {
        Scrub();
        Assert.False(File.Exists(_machine.Cache));
        Assert.False(File.Exists(_machine.State));
    }

    private void Scrub() => Assert.Equal(0, ScrubCommand.Run(["-config-cache", _machine.Cache, "-state-file", _machine.State]));

    private JsonElement Storage()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(_machine.Cache));
        return document.RootElement.GetProperty("storage").Clone();
    }
}
