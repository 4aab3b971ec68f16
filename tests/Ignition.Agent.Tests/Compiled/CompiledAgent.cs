using System.Diagnostics;
using Xunit;

namespace Ignition.Agent.Tests.Compiled;

/// <summary>The compiled agent (<c>make build</c>) and a scratch place for its stages: what is trimmed away is missing only here.</summary>
internal sealed class CompiledAgent : IDisposable
{
    private static readonly string Program = Path.Combine(Repository.Root, "out", "ignition");
    private readonly string _scratch;

    public CompiledAgent()
    {
        Assert.SkipUnless(File.Exists(Program), "make build has not left out/ignition");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the files stage gives files to their owners, which needs root");
        _scratch = Directory.CreateTempSubdirectory("ignition-compiled-").FullName;
        Root = Directory.CreateDirectory(_scratch + "/root").FullName;
    }

    public string Root { get; }

    /// <summary>True when the stage asked for the network.</summary>
    public bool AskedForNetwork => File.Exists(_scratch + "/run/neednet");

    /// <summary>Peak resident memory of what ran, looked at every 20 ms, in MiB.</summary>
    public long PeakMiB { get; private set; }

    /// <summary>The config of the last stage that was run.</summary>
    public string ConfigPath => _scratch + "/config.ign";

    public string Trace => _scratch + "/trace";

    /// <summary>Runs a stage on a config.</summary>
    /// <returns>Its exit status, and everything it said.</returns>
    public (int Status, string Said) Run(string stage, string config, params string[] tracer)
    {
        File.WriteAllText(_scratch + "/config.ign", config);
        string[] command =
        [
            .. tracer, Program, "-platform", "file", "-stage", stage, "-root", Root, "-log-to-stdout", "-config-cache", _scratch + "/run/ignition.json",
            "-neednet", _scratch + "/run/neednet", "-state-file", _scratch + "/run/state",
        ];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["IGNITION_CONFIG_FILE"] = _scratch + "/config.ign";
        start.Environment["IGNITION_SYSTEM_RUNTIME_CONFIG_DIR"] = _scratch + "/none";
        start.Environment["IGNITION_SYSTEM_LOCAL_CONFIG_DIR"] = _scratch + "/none";
        start.Environment["IGNITION_SYSTEM_CONFIG_DIR"] = _scratch + "/none";
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var began = Environment.TickCount64;
        while (!process.WaitForExit(20) && Environment.TickCount64 - began < 120_000) PeakMiB = Math.Max(PeakMiB, Peak(process.Id));

        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"stage {stage} did not end");
        }

        return (process.ExitCode, said.Result + errors.Result);
    }

    /// <summary>Runs a command.</summary>
    /// <returns>Its exit status, and everything it said.</returns>
    public static (int Status, string Said) RunCommand(string[] tracer, params string[] arguments)
    {
        string[] command = [.. tracer, Program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, said.Result + errors.Result);
    }

    /// <summary>Runs the fetch and files stages, which must succeed.</summary>
    public void Boot(string config)
    {
        foreach (var stage in new[] { "fetch", "files" })
        {
            var (status, said) = Run(stage, config);
            Assert.True(status == 0, $"{stage}: {said}");
        }
    }

    private static long Peak(int process)
    {
        try
        {
            var line = Array.Find(File.ReadAllLines($"/proc/{process}/status"), static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan("VmHWM:".Length).TrimEnd(" kB").Trim(), System.Globalization.CultureInfo.InvariantCulture) >> 10;
        }
        catch (IOException)
        {
            // It ended just now.
            return 0;
        }
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);
}
