using System.Text.Json;
using Ignition.Provisioning.Failures;
using Serilog;

namespace Ignition.Fetching.Metadata;

/// <summary>What the machine's own cloud lets it prove who it is with: asked for when first needed, again once it has run out, and again when there was no
/// answer and a store refuses to give something without it.</summary>
/// <param name="service">Name of the service that is asked, for messages.</param>
/// <param name="ask">Asks it; null for a machine that has no identity.</param>
/// <param name="log">Journal and console.</param>
/// <param name="clock">The clock.</param>
internal sealed class CloudIdentity<T>(string service, Func<CancellationToken, Task<Proof<T>?>> ask, ILogger log, TimeProvider clock)
    where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer without an end of its own is not asked for again unless a store refuses.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _asking = new(1);
    private Answer? _answer;

    /// <summary>Statuses of a store that mean: not without credentials.</summary>
    public Func<FailureCode, bool> IsRefusal { get; init; } = static code => code == FetchFailures.Refused;

    /// <summary>Fetches with the identity, or without one; asks for it again within the limits of the resource.</summary>
    /// <param name="request">What is fetched.</param>
    /// <param name="fetch">Fetches within the request's settings; null for no identity.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="FailureException">It could not be fetched; the failure names the service when that had to do with it.</exception>
    public async Task FetchAsync(FetchRequest request, Func<FetchRequest, T?, Task> fetch, CancellationToken cancel)
    {
        var limit = request.Settings.Total ?? request.Settings.Network.Limit;
        var began = clock.GetTimestamp();
        while (true)
        {
            var answer = await GetAsync(limit - clock.GetElapsedTime(began), cancel);
            try
            {
                await fetch(WithRest(request, began), answer.Value);
                return;
            }
            catch (FailureException refused) when (answer.Problem is { } problem && IsRefusal(refused.Failure.Code))
            {
                var cause = $"{refused.Message}; it was asked without credentials, as {service} gave none: {problem}";
                if (!answer.MayCome) throw new FailureException(refused.Failure with { Cause = cause }, refused);
                if (clock.GetElapsedTime(began) + Pause >= limit) throw new FailureException(FetchFailures.Credentials, cause, request.ConfigPath, refused);
                log.Information("{Cause:l}; {Service:l} is asked again", refused.Message, service);
                await Task.Delay(Pause, clock, cancel);
                Interlocked.CompareExchange(ref _answer, null, answer);
            }
        }
    }

    /// <summary>The request with what is left of its total limit.</summary>
    private FetchRequest WithRest(FetchRequest request, long began)
    {
        if (request.Settings.Total is not { } total) return request;
        var left = total - clock.GetElapsedTime(began);
        return request with { Settings = request.Settings with { Total = left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1) } };
    }

    private async Task<Answer> GetAsync(TimeSpan? left, CancellationToken cancel)
    {
        await _asking.WaitAsync(cancel);
        try
        {
            if (_answer is { } known && clock.GetUtcNow() < known.Until) return known;
            return _answer = await AskAsync(left > TimeSpan.Zero ? left.Value : left is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancel);
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<Answer> AskAsync(TimeSpan left, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(left, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            var proof = await ask(both.Token);
            return new Answer(proof?.Value, proof?.Until ?? Later(), null, mayCome: false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Without("it did not answer within the limit of the resource", mayCome: true);
        }
        catch (FailureException failed)
        {
            var why = (failed.InnerException as FailureException)?.Failure.Code;
            return Without(failed.Message, why is null || why == FetchFailures.Timeout || why == FetchFailures.NoNetwork || why == FetchFailures.Protocol);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Without($"its answer cannot be read: {problem.Message}", mayCome: true);
        }
    }

    private Answer Without(string problem, bool mayCome)
    {
        log.Warning("{Service:l} gives no credentials, so none are used: {Problem:l}", service, problem);
        return new Answer(null, Later(), problem, mayCome);
    }

    private DateTimeOffset Later() => clock.GetUtcNow() + Rest;

    /// <summary>What came of asking.</summary>
    private sealed class Answer(T? value, DateTimeOffset until, string? problem, bool mayCome)
    {
        public T? Value { get; } = value;
        public DateTimeOffset Until { get; } = until;
        public string? Problem { get; } = problem;
        public bool MayCome { get; } = mayCome;
    }
}

/// <summary>What a cloud gave.</summary>
internal sealed class Proof<T>(T value, DateTimeOffset until)
    where T : class
{
    /// <summary>The credentials.</summary>
    public T Value { get; } = value;

    /// <summary>When they have to be asked for anew.</summary>
    public DateTimeOffset Until { get; } = until;
}
