using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms;

/// <summary>Asks several sources at once. The first that has user data wins; one that says "none" only wins when nobody else
/// comes with some during a grace period.</summary>
internal static class Hedged
{
    /// <summary>How long the others have after a first empty answer.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Runs the race.</summary>
    /// <param name="context">Clock and log.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="sources">Names and sources; a source gives null or nothing for "none", and fails when it does not exist.</param>
    /// <returns>The user data; null when there is none, or when every source failed.</returns>
    /// <exception cref="FailureException">There was no network as long as one is waited for, and nobody else answered.</exception>
    public static async Task<byte[]?> RunAsync(
        PlatformContext context, CancellationToken cancel, params (string Name, Func<CancellationToken, Task<byte[]?>> Fetch)[] sources)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var racing = new List<(string Name, Task<byte[]?> Task)>();
        foreach (var (name, fetch) in sources) racing.Add((name, Task.Run(() => fetch(end.Token), CancellationToken.None)));
        Task? grace = null;
        FailureException? offline = null;
        var isAnswered = false;
        try
        {
            while (racing.Count > 0)
            {
                var tasks = racing.ConvertAll(entry => (Task)entry.Task);
                if (grace is not null) tasks.Add(grace);
                var done = await Task.WhenAny(tasks);
                cancel.ThrowIfCancellationRequested();
                if (done == grace) return offline is null ? (byte[]?)null : throw offline;
                var at = racing.FindIndex(entry => entry.Task == done);
                var (name, task) = racing[at];
                racing.RemoveAt(at);
                try
                {
                    if (await task is { Length: > 0 } bytes)
                    {
                        context.Log.Information("The user data came from {Source:l}", name);
                        return bytes;
                    }

                    // An answer: whoever has no network does not decide any more.
                    offline = null;
                    isAnswered = true;
                    context.Log.Information("{Source:l} says that there is no user data", name);
                    grace ??= Task.Delay(Grace, context.Clock, end.Token);
                }
                catch (FailureException failed)
                {
                    context.Log.Warning("{Source:l}: {Cause:l}", name, failed.Message);
                    if (isAnswered || failed.Failure.Code != PlatformFailures.NoNetwork) continue;

                    // Drives were looked for as long as the network was waited for: that was long enough.
                    offline ??= failed;
                    grace ??= Task.Delay(Grace, context.Clock, end.Token);
                }
            }

            return offline is null ? (byte[]?)null : throw offline;
        }
        finally
        {
            await end.CancelAsync();

            // Losers are waited for, so that nothing stays mounted.
            foreach (var (_, task) in racing) await task.ContinueWith(static finished => _ = finished.Exception, TaskScheduler.Default);
        }
    }
}
