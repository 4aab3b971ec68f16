using System.Text;
using Ignition.Fetching.Metadata;
using Ignition.Linux.Processes;
using Ignition.Platforms.Registry;
using Ignition.Provisioning.Failures;
using Serilog;
using Xunit;

namespace Ignition.Platforms.Tests;

/// <summary>A directory that stands in for the running system, and what a platform did to it.</summary>
public abstract class PlatformTest : IDisposable
{
    protected PlatformTest() => SystemRoot = Directory.CreateTempSubdirectory("ignition-platform-").FullName;

    /// <summary>Stands in for the root of the running system.</summary>
    protected string SystemRoot { get; }

    /// <summary>Programs that were run, with their arguments.</summary>
    protected List<string> Ran { get; } = [];

    /// <summary>What was logged.</summary>
    internal LogLines Lines { get; } = new();

    /// <summary>The clock of pauses and limits; one that steps over pauses for what waits without end.</summary>
    protected TimeProvider Clock { get; set; } = TimeProvider.System;

    protected Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>What running a program does; by default it succeeds.</summary>
    protected Func<Command, int> OnRun { get; set; } = _ => 0;

    internal virtual PlatformContext Context() => new(
        Environment, "", Offline: false, TimeSpan.FromSeconds(20), new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(Lines).CreateLogger(), Clock)
    {
        SystemRoot = SystemRoot,
        Run = (command, _) =>
        {
            Ran.Add(command.ToString());
            var exit = OnRun(command);
            return Task.FromResult(new CommandResult(command, exit, Output(command), ""));
        },
    };

    /// <summary>What a program prints.</summary>
    protected virtual string Output(Command command) => "";

    /// <summary>Puts a file of the running system.</summary>
    protected void Put(string path, ReadOnlySpan<byte> bytes)
    {
        var full = SystemRoot + path;
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    /// <summary>Fetches as the engine does; null for no user data.</summary>
    protected async Task<string?> Fetch(string id)
    {
        var data = await PlatformRegistry.Find(id)!.FetchAsync(Context(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        return data.Bytes is null ? null : Encoding.UTF8.GetString(data.Bytes);
    }

    private protected async Task<Failure> Fails(string id) =>
        (await Assert.ThrowsAsync<FailureException>(() => Fetch(id))).Failure;

    public void Dispose()
    {
        Directory.Delete(SystemRoot, recursive: true);
        GC.SuppressFinalize(this);
    }
}
