using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Logging;

namespace Ignition.Platforms;

/// <summary>Waits for something to appear, and says so.</summary>
internal static class Waiting
{
    /// <summary>Tries until there is an answer.</summary>
    /// <param name="context">Clock and log.</param>
    /// <param name="what">What is waited for, for the log: <c>a drive with the label config-2</c>.</param>
    /// <param name="every">Time between tries.</param>
    /// <param name="limit">When to give up; null never does.</param>
    /// <param name="attempt">Gives the answer, or null for not yet.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The answer; null when the limit passed.</returns>
    public static async Task<T?> ForAsync<T>(
        PlatformContext context, string what, TimeSpan every, TimeSpan? limit, Func<CancellationToken, Task<T?>> attempt, CancellationToken cancel)
        where T : class
    {
        var start = context.Clock.GetTimestamp();
        var tell = TimeSpan.FromSeconds(5);
        while (true)
        {
            if (await attempt(cancel) is { } answer) return answer;
            var waited = context.Clock.GetElapsedTime(start);
            if (waited >= limit) return null;
            if (waited >= tell)
            {
                tell = waited + TimeSpan.FromSeconds(10);
                context.Log.OnConsole().Information(
                    "waiting for {What:l}: {Seconds} s so far{Limit:l}",
                    what, (int)waited.TotalSeconds, limit is { } end ? $", at most {(int)end.TotalSeconds} s" : "");
            }

            await Task.Delay(every, context.Clock, cancel);
        }
    }
}
