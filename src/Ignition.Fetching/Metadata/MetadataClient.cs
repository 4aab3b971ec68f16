using System.Text;
using Ignition.Config.Model;
using Ignition.Fetching.Hashing;
using Ignition.Fetching.Http;
using Ignition.Fetching.Settings;
using Ignition.Fetching.Sinks;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;

namespace Ignition.Fetching.Metadata;

/// <summary>Asks metadata services: retries, limits, and 404 for "there is none" live here, once.</summary>
internal sealed class MetadataClient : IDisposable
{
    /// <summary>The largest answer taken: 64 MiB.</summary>
    public const int MaxBytes = 64 << 20;

    private readonly string _platform;
    private readonly PlatformContext _context;
    private readonly HttpTransport _transport;
    private readonly HttpCaller _caller;

    /// <summary>A client of one platform.</summary>
    /// <exception cref="NeedsNetworkException">The stage runs before the network is up.</exception>
    public MetadataClient(string platform, PlatformContext context, Dialer? dialer = null)
    {
        if (context.Offline) throw new NeedsNetworkException($"the metadata service of {platform}");
        _platform = platform;
        _context = context;
        _transport = new HttpTransport(context.Dialer ?? dialer ?? new Dialer(), context.Clock);
        _caller = new HttpCaller(_transport, context.Log, context.Clock);
    }

    /// <summary>False where nothing is lost when there is no network: the limit then counts from the start.</summary>
    public bool WaitsForRoute { get; init; } = true;

    /// <summary>Gets a document.</summary>
    /// <param name="url">Absolute URL.</param>
    /// <param name="cancel">Ends the request.</param>
    /// <param name="headers">Headers over the defaults.</param>
    /// <returns>The document; null when the service says that there is none (404, 204 or an empty body).</returns>
    /// <exception cref="FailureException">There is no usable answer, or none in time.</exception>
    public Task<byte[]?> GetAsync(string url, CancellationToken cancel, params HttpHeader[] headers) =>
        SendAsync(Call(url, headers) with { Usable = static status => status is 200 or 204 or 404 }, cancel);

    /// <summary>Gets a document that must exist: 404 is a failure like any other.</summary>
    public Task<byte[]?> GetRequiredAsync(string url, CancellationToken cancel, params HttpHeader[] headers) =>
        SendAsync(Call(url, headers), cancel);

    /// <summary>Gets a token by PUT.</summary>
    /// <returns>The token as it came; null when the service has no tokens (404).</returns>
    public async Task<string?> PutAsync(string url, CancellationToken cancel, params HttpHeader[] headers)
    {
        var call = Call(url, headers) with { Method = HttpMethod.Put, Usable = static status => status is 200 or 204 or 404 };
        var bytes = await SendAsync(call, cancel);
        return bytes is null ? null : Encoding.ASCII.GetString(bytes);
    }

    /// <summary>A call with the limits that hold before any config is known.</summary>
    public HttpCall Call(string url, params HttpHeader[] headers) => new(new Uri(url), _context.Settings with
    {
        Total = FetchSettings.BeforeConfig(_context.FetchTimeout).Total,
        Network = NetworkWait.Of(_context.KernelArguments, _context.SystemRoot),
    })
    {
        Headers = headers,
        WaitsForRoute = WaitsForRoute,
    };

    /// <summary>Sends a call.</summary>
    /// <returns>The body; null for 404, 204 and an empty body.</returns>
    public async Task<byte[]?> SendAsync(HttpCall call, CancellationToken cancel)
    {
        try
        {
            return await _caller.SendAsync(call, ReadAsync, cancel);
        }
        catch (FailureException failed)
        {
            var cause = $"the metadata service of {_platform}: {failed.Message}";
            throw failed.Failure.Code == FetchFailures.NoNetwork
                ? new FailureException(PlatformFailures.NoNetwork, cause, inner: failed)
                : new FailureException(PlatformFailures.Metadata, cause, inner: failed);
        }
        catch (BadContentException bad)
        {
            throw new FailureException(PlatformFailures.Metadata, $"the metadata service of {_platform}: {bad.Message}", inner: bad);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if ((int)response.StatusCode is 404 or 204) return null;
        using var reception = new Reception(gzip: false, hash: null, directory: null, HashFunction.Create);
        await new ResumedBody(reception).TakeAsync(response, cancel);
        var bytes = ((MemoryContent)reception.Finish()).Bytes;
        return bytes.Length == 0 ? null : bytes.ToArray();
    }
}
