using System.Text;
using Ignition.Agent.Boot;
using Ignition.Agent.Logging;
using Ignition.Platforms.Registry;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Serilog;
using Xunit;

namespace Ignition.Agent.Tests.Boot;

/// <summary>A machine of directories: a sysroot, the system directories, a config for platform <c>file</c>.</summary>
internal sealed class BootScratch : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("ignition-boot-").FullName;
    private readonly StringWriter _log = new();

    public BootScratch()
    {
        foreach (var name in new[] { "root", "run", "etc", "lib" }) Directory.CreateDirectory(InTop(name));
        File.WriteAllText(InTop("cmdline"), "ro quiet\n");
    }

    public string Root => InTop("root");

    public string Log => _log.ToString();

    public string Cache => InTop("run/ignition.json");

    public string State => InTop("run/ignition/state");

    public bool NeedsNetwork => File.Exists(InTop("run/ignition/neednet"));

    public string InTop(string path) => Path.Combine(_top, path);

    public void Dispose() => Directory.Delete(_top, recursive: true);

    /// <summary>Writes a file of the machine.</summary>
    public BootScratch With(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(InTop(path))!);
        File.WriteAllText(InTop(path), text);
        return this;
    }

    /// <summary>The user config that the platform hands over.</summary>
    public BootScratch Config(string json) => With("config.ign", json);

    /// <summary>A config that writes one file.</summary>
    public static string OneFile(string path, string contents = "x") =>
        $"{{\"ignition\":{{\"version\":\"3.4.0\"}},\"storage\":{{\"files\":[{{\"path\":\"{path}\",\"contents\":{{\"source\":\"data:,{contents}\"}}}}]}}}}";

    /// <summary>A config that merges children given as data URLs.</summary>
    public static string Merging(params string[] children) =>
        $"{{\"ignition\":{{\"version\":\"3.4.0\",\"config\":{{\"merge\":[{string.Join(',', children.Select(c => $"{{\"source\":\"{DataUrl(c)}\"}}"))}]}}}}}}";

    public static string DataUrl(string text) => "data:;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Runs one stage as its own process would.</summary>
    public Failure? Run(string stage) => Run(stage, CancellationToken.None);

    /// <summary>Runs one stage until it ends or is told to.</summary>
    public Failure? Run(string stage, CancellationToken cancel)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["IGNITION_CONFIG_FILE"] = InTop("config.ign"),
            ["IGNITION_KERNEL_CMDLINE_PATH"] = InTop("cmdline"),
            ["IGNITION_SYSTEM_RUNTIME_CONFIG_DIR"] = InTop("run"),
            ["IGNITION_SYSTEM_LOCAL_CONFIG_DIR"] = InTop("etc"),
            ["IGNITION_SYSTEM_CONFIG_DIR"] = InTop("lib"),
        };
        var options = new EngineOptions(stage, "file", Root, Cache, State, InTop("run/ignition/neednet"), TimeSpan.FromSeconds(10));
        using var log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new StreamSink(_log)).CreateLogger();
        var state = StateFile.Read(options.StateFile);
        var failure = new Engine(options, PlatformRegistry.Find("file")!, environment, log, TimeProvider.System).RunAsync(state, cancel).GetAwaiter().GetResult();
        StateFile.Write(options.StateFile, state);
        return failure;
    }

    /// <summary>Runs the stages of a boot until one fails.</summary>
    public Failure? Boot()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the files stage gives files to their owners, which needs root");
        return new[] { StageNames.FetchOffline, StageNames.Kargs, StageNames.Disks, StageNames.Mount, StageNames.Files, StageNames.Umount }
            .Select(Run).FirstOrDefault(f => f is not null);
    }
}
