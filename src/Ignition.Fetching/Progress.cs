using Ignition.Config.Model;
using Ignition.Provisioning.Logging;
using Serilog;

namespace Ignition.Fetching;

/// <summary>Tells on the console about a fetch that takes longer than five seconds: what, how much, from where.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Then = TimeSpan.FromSeconds(10);
    private readonly ITimer _timer;

    /// <summary>Watches a fetch until disposed.</summary>
    public Progress(SourceUrl source, Receiver receiver, ILogger log, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        _timer = clock.CreateTimer(
            _ => log.OnConsole().Information(
                "fetching {Source:l}: {Received:l} of {Expected:l} after {Seconds} s",
                source.ToString(), Size(receiver.Received), receiver.Expected is { } all ? Size(all) : "an unknown size", (int)clock.GetElapsedTime(start).TotalSeconds),
            null, First, Then);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static string Size(long bytes) => bytes < 1 << 20 ? $"{bytes >> 10} KiB" : $"{bytes >> 20} MiB";
}
