using System.Diagnostics;
using Ignition.Agent.Cli;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

/// <summary>The agent as a process of its own: its streams, its signals and its exit status as a shell sees them.</summary>
internal sealed class AgentProcess : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Directory that the scripts run in, with their TMPDIR in it.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("ignition-process-").FullName;

    /// <summary>What TMPDIR names.</summary>
    public string Temporary => Path.Combine(Directory, "tmp");

    /// <summary>Writes a file beside the scripts.</summary>
    public AgentProcess With(string name, string text)
    {
        File.WriteAllText(Path.Combine(Directory, name), text);
        return this;
    }

    /// <summary>Runs a shell script in which <c>ignition</c>, and each of its other names, is the agent.</summary>
    /// <returns>Exit status of the script and what it said.</returns>
    public (int Status, string Output, string Error) Run(string script)
    {
        System.IO.Directory.CreateDirectory(Temporary);
        var program = Path.Combine(AppContext.BaseDirectory, "ignition");
        var functions = $"ignition() {{ {program} \"$@\"; }}\n";
        foreach (var command in Commands.All)
        {
            // The host of a program that is not compiled does not know under which name it was called.
            if (command.ProgramName is { } name) functions += $"{name}() {{ ignition {command.Name} \"$@\"; }}\n";
        }

        // Who starts the tests in the background may have SIGINT ignored, and so would every process below.
        var start = new ProcessStartInfo("env", ["--default-signal", "bash", "-c", functions + script])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = Directory,
        };
        start.Environment["TMPDIR"] = Temporary;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"not at its end after {Longest.TotalSeconds:0} s: {script}");
        }

        return (process.ExitCode, output.Result, error.Result);
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
