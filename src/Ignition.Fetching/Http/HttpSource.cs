using System.Buffers;
using System.Globalization;
using System.Net;
using Ignition.Provisioning.Failures;

namespace Ignition.Fetching.Http;

/// <summary>http and https: bodies that break are resumed by range where the server allows it, else fetched anew (B17).</summary>
internal sealed class HttpSource(HttpCaller caller) : IRemoteSource
{
    /// <summary>How long a body may bring nothing before the connection counts as broken; null for a minute.</summary>
    public TimeSpan? Silence { get; init; }

    /// <inheritdoc/>
    public Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel)
    {
        if (!Uri.TryCreate(request.Source.Reveal(), UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw new FailureException(FetchFailures.Url, $"{request.Source} is not a URL with a host", request.ConfigPath);
        }

        return FetchAsync(new HttpCall(url, request.Settings) { Headers = request.Headers, ConfigPath = request.ConfigPath }, receiver, cancel);
    }

    /// <summary>Fetches what a call gives.</summary>
    public async Task FetchAsync(HttpCall call, Receiver receiver, CancellationToken cancel)
    {
        var body = new ResumedBody(receiver, Silence);
        await caller.SendAsync(call with { Prepare = body.AskForRest + call.Prepare, Usable = body.IsUsable }, body.TakeAsync, cancel);
    }
}

/// <summary>A body taken in one or more pieces.</summary>
internal sealed class ResumedBody(Receiver receiver, TimeSpan? silence = null)
{
    private const int BufferBytes = 128 << 10;
    private readonly TimeSpan _silence = silence ?? TimeSpan.FromSeconds(60);
    private string? _validator;
    private Identity _first;
    private bool _ranges = true;
    private long _furthest;

    private bool MayResume => receiver.Received > 0 && _validator is not null && _ranges;

    /// <summary>Asks for what is missing, provided the body is still the same.</summary>
    public void AskForRest(HttpRequestMessage request)
    {
        if (!MayResume) return;
        request.Headers.TryAddWithoutValidation("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={receiver.Received}-"));
        request.Headers.TryAddWithoutValidation("If-Range", _validator);
    }

    /// <summary>Statuses that bring a body, or the rest of one.</summary>
    public bool IsUsable(int status) => status is 200 or 204 || (status is 206 or 416 && MayResume);

    /// <summary>Takes the body of one response.</summary>
    public async Task<bool> TakeAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (!Continues(response))
        {
            if (response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                _ranges = false;
                receiver.Restart();
                throw new TransientException(TransientKind.Body, "the server resumed a broken body at another place, or with another body: it is fetched anew");
            }

            receiver.Restart();
            _validator = Validator(response);
            _first = Identity.Of(response) with { Total = response.Content.Headers.ContentLength };
            receiver.Expected = response.Content.Headers.ContentLength;
        }

        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancel);
            while (true)
            {
                int count;
                try
                {
                    quiet.CancelAfter(_silence);
                    count = await stream.ReadAsync(buffer, quiet.Token);
                }
                catch (Exception problem) when (problem is IOException or HttpRequestException || (problem is OperationCanceledException && !cancel.IsCancellationRequested))
                {
                    throw Broken(problem);
                }

                if (count == 0) break;
                receiver.Write(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return true;
    }

    private TransientException Broken(Exception problem)
    {
        // A body that was begun anew has made way only where it came further than any attempt before.
        var progressed = receiver.Received > _furthest;
        _furthest = Math.Max(_furthest, receiver.Received);
        var of = receiver.Expected is { } all ? $" of {all}" : "";
        var why = problem is OperationCanceledException ? $"nothing came for {_silence.TotalSeconds:0} s" : problem.Message;
        return new TransientException(TransientKind.Body, $"the body broke after {receiver.Received}{of} bytes ({why})", problem)
        {
            Progressed = progressed,
        };
    }

    private bool Continues(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.PartialContent
        && MayResume
        && response.Content.Headers.ContentRange is { Unit: "bytes", From: { } from, To: { } to } range
        && from == receiver.Received
        && ((_first.Total ?? range.Length) is not { } total || to == total - 1)
        && _first.MayBe(Identity.Of(response));

    /// <summary>What proves that a later response is about the same bytes: a strong entity tag or a date.</summary>
    private static string? Validator(HttpResponseMessage response)
    {
        if (response.Headers.ETag is { IsWeak: false } tag) return tag.ToString();
        return response.Content.Headers.LastModified?.ToString("r", CultureInfo.InvariantCulture);
    }

    /// <summary>What tells one body from another; null for what an answer does not say.</summary>
    private readonly record struct Identity(string? Tag, DateTimeOffset? Modified, long? Total)
    {
        public static Identity Of(HttpResponseMessage response) => new(
            response.Headers.ETag?.ToString(), response.Content.Headers.LastModified, response.Content.Headers.ContentRange?.Length);

        /// <summary>True when nothing says that the other is another body. A server may leave out what it said before.</summary>
        public bool MayBe(Identity other) =>
            (other.Tag is null || other.Tag == Tag)
            && (other.Modified is null || other.Modified == Modified)
            && (other.Total is null || Total is null || other.Total == Total);
    }
}
