using System.Text.Json;
using Ignition.Config.Model;
using Ignition.Fetching.Http;
using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;
using Serilog;

namespace Ignition.Fetching.AzureBlob;

/// <summary>Blobs of Azure over https on Azure machines: with the machine's managed identity first, then as any other URL.</summary>
/// <remarks>https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token</remarks>
internal sealed class AzureBlobSource : IRemoteSource
{
    private const string TokenUrl =
        "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F";

    private readonly HttpCaller _caller;
    private readonly CloudMetadata _cloud;
    private readonly ILogger _log;
    private readonly IRemoteSource _plain;
    private readonly CloudIdentity<Token> _identity;

    /// <summary>The source.</summary>
    /// <param name="caller">Sends requests.</param>
    /// <param name="cloud">The machine's own cloud.</param>
    /// <param name="log">Journal and console.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="plain">Fetches any other URL.</param>
    public AzureBlobSource(HttpCaller caller, CloudMetadata cloud, ILogger log, TimeProvider clock, IRemoteSource plain)
    {
        (_caller, _cloud, _log, _plain) = (caller, cloud, log, plain);

        // Of what is private, the store says to strangers that it is not there, or that public access is switched off (409).
        _identity = new CloudIdentity<Token>("the metadata service of Azure (169.254.169.254)", AskAsync, log, clock)
        {
            IsRefusal = static code => code == FetchFailures.Refused || code == FetchFailures.NotFound || code == FetchFailures.Status,
        };
    }

    /// <inheritdoc/>
    public Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel)
    {
        return BlobUrl(request.Source) is { } url ? _identity.FetchAsync(request, GetAsync, cancel) : _plain.FetchAsync(request, receiver, cancel);

        async Task GetAsync(FetchRequest within, Token? token)
        {
            if (token is null || !await TryAsync(within, url, token, receiver, cancel)) await _plain.FetchAsync(within, receiver, cancel);
        }
    }

    private async Task<bool> TryAsync(FetchRequest request, Uri url, Token token, Receiver receiver, CancellationToken cancel)
    {
        try
        {
            var call = new HttpCall(url, request.Settings)
            {
                ConfigPath = request.ConfigPath,
                FollowRedirects = false,
                MaxAttempts = 4,
                Headers = [new HttpHeader { Name = "Authorization", Value = token.Value }, HttpCall.Header("x-ms-version", "2023-11-03")],
            };
            await new HttpSource(_caller).FetchAsync(call, receiver, cancel);
            return true;
        }
        catch (FailureException failed)
        {
            _log.Information("{Source} is not given to the managed identity ({Cause}): asking without it", request.Source.ToString(), failed.Message);
            receiver.Restart();
            return false;
        }
    }

    /// <summary>The blob's URL without query; null for any other URL, and for plain http, over which no token goes.</summary>
    private Uri? BlobUrl(SourceUrl source)
    {
        if (_cloud.Platform != "azure" || !Uri.TryCreate(source.Reveal(), UriKind.Absolute, out var url)) return null;
        if (url.Scheme != "https" || !url.Authority.EndsWith(".blob.core.windows.net", StringComparison.OrdinalIgnoreCase)) return null;
        return new Uri(url.GetLeftPart(UriPartial.Path).Replace(url.UserInfo + "@", "", StringComparison.Ordinal));
    }

    private async Task<Proof<Token>?> AskAsync(CancellationToken cancel)
    {
        using var metadata = _cloud.Open();
        var document = await metadata.GetAsync(TokenUrl, cancel, HttpCall.Header("Metadata", "true"));
        if (document is null) return null;
        using var json = JsonDocument.Parse(document);
        return new Proof<Token>(new Token(new Secret("Bearer " + json.RootElement.GetProperty("access_token").GetString())), DateTimeOffset.MaxValue);
    }

    /// <summary>What goes into the header Authorization.</summary>
    private sealed class Token(Secret value)
    {
        public Secret Value { get; } = value;
    }
}
