using System.Text.Json;
using Ignition.Agent.Failures;
using Ignition.Agent.Fetching.Http;
using Ignition.Config.Model;
using Serilog;

namespace Ignition.Agent.Fetching.AzureBlob;

/// <summary>Blobs of Azure over https on Azure machines: with the machine's managed identity first, then as any other URL.</summary>
/// <remarks>https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token</remarks>
internal sealed class AzureBlobSource(HttpCaller caller, CloudMetadata cloud, ILogger log, IRemoteSource plain) : IRemoteSource
{
    private const string TokenUrl =
        "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F";

    private readonly SemaphoreSlim _asking = new(1);
    private Secret? _token;
    private bool _asked;

    /// <inheritdoc/>
    public async Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel)
    {
        if (BlobUrl(request.Source) is { } url && await TokenAsync(cancel) is { } token)
        {
            try
            {
                var call = new HttpCall(url, request.Settings)
                {
                    ConfigPath = request.ConfigPath,
                    FollowRedirects = false,
                    MaxAttempts = 4,
                    Headers = [new HttpHeader { Name = "Authorization", Value = token }, HttpCall.Header("x-ms-version", "2023-11-03")],
                };
                await new HttpSource(caller).FetchAsync(call, receiver, cancel);
                return;
            }
            catch (FailureException failed)
            {
                log.Information("{Source} is not given to the managed identity ({Cause}): asking without it", request.Source.ToString(), failed.Message);
                receiver.Restart();
            }
        }

        await plain.FetchAsync(request, receiver, cancel);
    }

    /// <summary>The blob's URL without query; null for any other URL, and for plain http, over which no token goes.</summary>
    private Uri? BlobUrl(SourceUrl source)
    {
        if (cloud.Platform != "azure" || !Uri.TryCreate(source.Reveal(), UriKind.Absolute, out var url)) return null;
        if (url.Scheme != "https" || !url.Authority.EndsWith(".blob.core.windows.net", StringComparison.OrdinalIgnoreCase)) return null;
        return new Uri(url.GetLeftPart(UriPartial.Path).Replace(url.UserInfo + "@", "", StringComparison.Ordinal));
    }

    private async Task<Secret?> TokenAsync(CancellationToken cancel)
    {
        await _asking.WaitAsync(cancel);
        try
        {
            if (_asked) return _token;
            _asked = true;
            using var metadata = cloud.Open();
            var document = await metadata.GetAsync(TokenUrl, cancel, HttpCall.Header("Metadata", "true"));
            if (document is null) return null;
            using var json = JsonDocument.Parse(document);
            return _token = new Secret("Bearer " + json.RootElement.GetProperty("access_token").GetString());
        }
        catch (Exception problem) when (problem is FailureException or JsonException or KeyNotFoundException)
        {
            log.Information("The machine has no managed identity: {Problem}", problem.Message);
            return null;
        }
        finally
        {
            _asking.Release();
        }
    }
}
