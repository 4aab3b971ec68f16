using System.Text;
using Ignition.Config.Model;
using Ignition.Config.Reading;
using Ignition.Fetching.Resources;
using Ignition.Fetching.Settings;
using Ignition.Linux.Calls;
using Ignition.Linux.Files;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Files;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Xunit;

namespace Ignition.Stages.Tests.Files;

/// <summary>A scratch sysroot and the files stage run on it.</summary>
internal sealed class FilesScene : IDisposable
{
    private readonly Contents _local = new(new ContentsOptions(FetchSettings.Default, Serilog.Core.Logger.None, TimeProvider.System));

    public FilesScene()
    {
        Root = Directory.CreateTempSubdirectory("sysroot-").FullName;
        Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
        Write("/etc/group", "root:x:0:\n");
        Write("/etc/shadow", "root:*:19000:0:99999:7:::\n");
        Write("/etc/gshadow", "root:*::\n");
        Write("/etc/login.defs", "USERGROUPS_ENAB yes\nUID_MIN 1000\nGID_MIN 1000\n");
        Write("/boot_id", "11111111-2222-3333-4444-555555555555\n");
        Environment["PATH"] = System.Environment.GetEnvironmentVariable("PATH")!;
    }

    public string Root { get; }

    public Dictionary<string, string> Environment { get; } = [];

    public EngineState State { get; set; } = new();

    public List<LogEvent> Logged { get; } = [];

    /// <summary>Where contents come from; null for the config alone.</summary>
    public IContents? Contents { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public static void NeedsSuperuser() => Assert.SkipUnless(System.Environment.IsPrivilegedProcess, "owners and chroot need root");

    public string Host(string path) => Root + path;

    public string Read(string path) => File.ReadAllText(Host(path));

    public bool Exists(string path) => new FileInfo(Host(path)) is { Exists: true } or { LinkTarget: not null } || Directory.Exists(Host(path));

    public int Mode(string path) => (int)(new FileInfo(Host(path)).UnixFileMode);

    public (long, long) Owner(string path)
    {
        var owner = NodeStatus.Of(Host(path), follow: false)!.Value.Owner;
        return (owner.User, owner.Group);
    }

    /// <summary>Gives a file or a directory to somebody.</summary>
    public void Give(string path, uint user, uint group)
    {
        using var node = Posix.OpenHandle(Host(path), Posix.CloseOnExec);
        Assert.Equal(0, Posix.ChangeOwner((int)node.DangerousGetHandle(), user, group));
    }

    public FilesScene Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Host(path))!);
        File.WriteAllText(Host(path), text);
        return this;
    }

    public static IgnitionConfig Config(string json)
    {
        var read = ConfigReader.Read(Encoding.UTF8.GetBytes("{\"ignition\":{\"version\":\"3.6.0\"}," + json + "}"), "test.ign");
        Assert.True(read.Document is not null, read.Report.ToString());
        return read.Document.Config;
    }

    /// <summary>Runs the stage as a boot does; gives the sentences of the steps that changed something.</summary>
    public Task<List<string>> RunAsync(string json) => RunAsync(Config(json));

    public async Task<List<string>> RunAsync(IgnitionConfig config, CancellationToken cancel = default)
    {
        using var stage = FilesStageContext.Open(Root, Environment, Host("/boot_id"));
        var changed = new List<string>();
        var machine = Machine();
        foreach (var step in FilesStage.Plan(config, stage, State))
        {
            cancel.ThrowIfCancellationRequested();
            var finding = await step.InspectAsync(machine, cancel);
            if (!finding.IsNeeded) continue;
            changed.Add(step.Description);
            await step.ApplyAsync(machine, finding, cancel);
        }
        return changed;
    }

    /// <summary>Runs the stage as a boot does; gives the warnings of its steps.</summary>
    public async Task<List<string>> WarningsAsync(string json)
    {
        using var stage = FilesStageContext.Open(Root, Environment, Host("/boot_id"));
        var runner = new Runner(Machine(), "files", static _ => null, 1);
        await runner.RunAsync(FilesStage.Plan(Config(json), stage, State), default);
        return [.. Logged.Where(entry => entry.Properties.TryGetValue("IGNITION_RESULT", out var result) && result.ToString() == "\"warning\"")
            .Select(entry => entry.RenderMessage()).Select(text => text[(text.IndexOf(": the home", StringComparison.Ordinal) + 2)..])];
    }

    /// <summary>Looks only, as a plan does.</summary>
    public async Task<List<(string Description, Finding Finding)>> InspectAsync(string json)
    {
        using var stage = FilesStageContext.Open(Root, Environment, Host("/boot_id"));
        var findings = new List<(string, Finding)>();
        foreach (var step in FilesStage.Plan(Config(json), stage, State))
            if (await step.InspectAsync(Machine(), default) is var finding && (finding.IsNeeded || finding.Warning is not null)) findings.Add((step.Description, finding));
        return findings;
    }

    public async Task<Failure> FailAsync(string json) => (await Assert.ThrowsAsync<FailureException>(() => RunAsync(json))).Failure;

    /// <summary>Runs it twice: the second time there has to be nothing to do (B40).</summary>
    public async Task RunTwiceAsync(string json)
    {
        await RunAsync(json);
        Assert.Empty(await RunAsync(json));
        Assert.Empty(await InspectAsync(json));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root, ".ignition-part-*", SearchOption.AllDirectories));
    }

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
    }

    private Machine Machine() => new(
        Root, Contents ?? _local, State, new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new Sink(Logged)).CreateLogger(), Clock);

    private sealed class Sink(List<LogEvent> events) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => events.Add(logEvent);
    }
}
