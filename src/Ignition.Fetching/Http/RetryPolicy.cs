using System.Net.NetworkInformation;
using Ignition.Fetching.Settings;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Polly;
using Serilog;

namespace Ignition.Fetching.Http;

/// <summary>Tries a call again while that makes sense: with growing, jittered pauses that end early when the network changes.</summary>
internal sealed class RetryPolicy(HttpCall call, ILogger log, TimeProvider clock)
{
    private const int MaxIdleBodies = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(60);
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _told = TimeSpan.FromSeconds(5);
    private int _idleBodies;
    private TransientException? _last;
    private long? _unreachable;

    /// <summary>True where the wait for a network has a limit of its own: nothing else ends it, or what does counts from the first route.</summary>
    private bool HasNetworkLimit => call.WaitsForRoute || call.Settings.Total is null;

    /// <summary>Runs attempts until one succeeds.</summary>
    /// <exception cref="FailureException">It failed for good, or the total limit passed.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancel)
    {
        using var total = new CancellationTokenSource(call.Settings.Total ?? Timeout.InfiniteTimeSpan, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, total.Token);
        var attempts = 0;
        var retry = Policy
            .Handle<TransientException>(transient => MayPass(transient, attempts++, total) && !both.IsCancellationRequested)
            .RetryForeverAsync((transient, retries) => PauseAsync((TransientException)transient, retries - 1, both.Token));
        try
        {
            return await retry.ExecuteAsync(
                async token =>
                {
                    if (_last is { NoRoute: true } && HasNetworkLimit) total.CancelAfter(call.Settings.Total ?? Timeout.InfiniteTimeSpan);
                    return await attempt(token);
                },
                both.Token);
        }
        catch (TransientException transient)
        {
            throw new FailureException(Final(transient), $"{transient.Message}; given up after {Waited().TotalSeconds:0} s", call.ConfigPath, transient);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new FailureException(
                _last is { Kind: TransientKind.Tls } ? FetchFailures.Tls : IsOffline ? FetchFailures.NoNetwork : FetchFailures.Timeout, InVain(), call.ConfigPath, _last);
        }
    }

    private bool IsOffline => _last is { NoRoute: true } && HasNetworkLimit;

    private string InVain()
    {
        var limit = call.Settings.Total?.TotalSeconds;
        if (IsOffline) return $"{_last!.Message}, not in {Unreachable().TotalSeconds:0} s ({NetworkWait.Argument} sets how long a network is waited for){Links()}";
        return $"{call.Method} {call.Shown} gave nothing within {limit:0} s{(_last is null ? "" : $"; the last attempt: {_last.Message}")}";
    }

    private TimeSpan Waited() => clock.GetElapsedTime(_start);

    private TimeSpan Unreachable() => _unreachable is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    private string Links() => call.Settings.Network.Inspect().Text is { Length: > 0 } links ? "; " + links : "";

    private bool MayPass(TransientException transient, int attempt, CancellationTokenSource total)
    {
        _last = transient;

        // Without a route the limit stands still, for a while; the next attempt starts it anew.
        _unreachable = transient.NoRoute ? _unreachable ?? clock.GetTimestamp() : null;
        if (transient.NoRoute && HasNetworkLimit)
        {
            var left = call.Settings.Network.Limit - Unreachable();
            total.CancelAfter(left is null ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left.Value : TimeSpan.Zero);
        }

        if (attempt + 1 >= call.MaxAttempts) return false;
        if (transient.Kind is TransientKind.Tls or TransientKind.Limit) return Waited() < ShortLimit;
        if (transient.Kind != TransientKind.Body) return true;
        _idleBodies = transient.Progressed ? 0 : _idleBodies + 1;
        return _idleBodies < MaxIdleBodies;
    }

    private static FailureCode Final(TransientException transient) => transient.Kind switch
    {
        TransientKind.Tls => FetchFailures.Tls,
        TransientKind.Limit => SystemFailures.Files,
        TransientKind.Status => FetchFailures.Status,
        TransientKind.Body => FetchFailures.Protocol,
        _ => FetchFailures.Timeout,
    };

    private async Task PauseAsync(TransientException transient, int attempt, CancellationToken cancel)
    {
        // Half of the pause is fixed and half random, so that a fleet that boots at once does not come back at once (B20).
        var pause = FirstPause * Math.Pow(2, Math.Min(attempt, 10));
        if (pause > LongestPause) pause = LongestPause;
        pause *= 0.5 + (Random.Shared.NextDouble() / 2);
        if (transient.RetryAfter is { } asked && asked > pause) pause = asked < LongestAsked ? asked : LongestAsked;

        log.Debug("{Cause:l}; attempt {Attempt} follows in {Pause:0.0} s, {Limit:l}", transient.Message, attempt + 2, pause.TotalSeconds, Limit(transient));
        Tell(transient, attempt);
        await WaitAsync(pause, cancel);
    }

    /// <summary>One line on the console now and then, in the words of every other wait.</summary>
    private void Tell(TransientException transient, int attempt)
    {
        // A certificate that is refused is told of at once: it rarely becomes better by itself.
        var isLong = Waited() >= _told;
        if (!isLong && !(attempt == 0 && transient.Kind == TransientKind.Tls)) return;
        if (isLong) _told = Waited() + TimeSpan.FromSeconds(10);
        if (transient.NoRoute && HasNetworkLimit && call.Settings.Network.Inspect() is { HasAddress: false } links)
        {
            log.OnConsole().Information("no network for {Waited:l}: {Links:l}", call.Settings.Network.Of(Unreachable()), links.Text);
            return;
        }

        log.OnConsole().Information("waiting for {Host:l}: {Seconds} s so far, {Limit:l}; {Why:l}", call.Url.Authority, (int)Waited().TotalSeconds, AtMost(transient), transient.Why);
    }

    private TimeSpan? LimitOf(TransientException transient) =>
        transient.NoRoute && HasNetworkLimit ? call.Settings.Network.Limit
        : transient.Kind is TransientKind.Tls or TransientKind.Limit && !(call.Settings.Total < ShortLimit) ? ShortLimit
        : call.Settings.Total;

    private string Limit(TransientException transient) => LimitOf(transient) is { } known ? $"until {known.TotalSeconds:0} s have passed" : "without limit";

    private string AtMost(TransientException transient) => LimitOf(transient) is { } known ? $"at most {known.TotalSeconds:0} s" : "without limit";

    private async Task WaitAsync(TimeSpan pause, CancellationToken cancel)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        void Wake(object? sender, EventArgs arguments) => wake.CancelAfter(TimeSpan.FromMilliseconds(50));
        NetworkChange.NetworkAddressChanged += Wake;
        try
        {
            await Task.Delay(pause, clock, wake.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            log.Debug("The network changed: trying {Url} again at once", call.Shown);
        }
        finally
        {
            NetworkChange.NetworkAddressChanged -= Wake;
        }
    }
}
