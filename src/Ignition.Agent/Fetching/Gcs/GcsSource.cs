using System.Text.Json;
using Ignition.Agent.Failures;
using Ignition.Agent.Fetching.Http;
using Ignition.Config.Model;
using Serilog;

namespace Ignition.Agent.Fetching.Gcs;

/// <summary>gs: Google Cloud Storage, with the machine's service account when it runs on Google's cloud and has one.</summary>
/// <remarks>https://cloud.google.com/storage/docs/json_api/v1/objects/get</remarks>
internal sealed class GcsSource(HttpCaller caller, CloudMetadata cloud, ILogger log, TimeProvider clock) : IRemoteSource
{
    private const string Scope = "https://www.googleapis.com/auth/devstorage.read_only";
    private readonly SemaphoreSlim _asking = new(1);
    private Secret? _authorization;
    private DateTimeOffset _until;

    /// <inheritdoc/>
    public async Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel)
    {
        var url = ObjectUrl(request.Source)
            ?? throw new FailureException(FetchFailures.Url, $"{request.Source} names no object of Google Cloud Storage", request.ConfigPath);
        var authorization = await AuthorizeAsync(cancel);
        var call = new HttpCall(url, request.Settings)
        {
            ConfigPath = request.ConfigPath,
            Headers = authorization is { } secret ? [new HttpHeader { Name = "Authorization", Value = secret }] : [],
        };
        await new HttpSource(caller).FetchAsync(call, receiver, cancel);
    }

    /// <summary>The URL that gives an object's bytes; null when the source names none.</summary>
    internal static Uri? ObjectUrl(SourceUrl source)
    {
        var rest = source.Reveal()["gs://".Length..];
        var end = rest.AsSpan().IndexOfAny('?', '#');
        if (end >= 0) rest = rest[..end];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var key = slash <= 0 ? "" : Uri.UnescapeDataString(rest[slash..]).TrimStart('/');
        return key.Length == 0 ? null : new Uri(
            $"https://storage.googleapis.com/storage/v1/b/{rest[..slash]}/o/{Uri.EscapeDataString(key)}?alt=media",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private async Task<Secret?> AuthorizeAsync(CancellationToken cancel)
    {
        if (!IsOnGoogle()) return null;
        await _asking.WaitAsync(cancel);
        try
        {
            if (clock.GetUtcNow() < _until) return _authorization;
            _until = clock.GetUtcNow() + TimeSpan.FromMinutes(1);
            _authorization = null;
            await AskAsync(cancel);
            return _authorization;
        }
        catch (Exception problem) when (problem is FailureException or JsonException or KeyNotFoundException)
        {
            log.Warning("Google Cloud Storage is asked without credentials: {Problem}", problem.Message);
            return null;
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task AskAsync(CancellationToken cancel)
    {
        var host = cloud.Variable("GCE_METADATA_HOST") is { Length: > 0 } named ? named : "169.254.169.254";
        var account = $"http://{host}/computeMetadata/v1/instance/service-accounts/default/";
        var flavor = HttpCall.Header("Metadata-Flavor", "Google");
        using var metadata = cloud.Open();
        if (await metadata.GetAsync(account + "scopes", cancel, flavor) is null) return;
        var document = await metadata.GetRequiredAsync($"{account}token?scopes={Uri.EscapeDataString(Scope)}", cancel, flavor);
        using var json = JsonDocument.Parse(document ?? "{}"u8.ToArray());
        var type = json.RootElement.GetProperty("token_type").GetString();
        _authorization = new Secret($"{type} {json.RootElement.GetProperty("access_token").GetString()}");
        _until = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Max(0, json.RootElement.GetProperty("expires_in").GetInt32() - 60));
    }

    /// <summary>Told by the platform id, the firmware or the environment, so that no machine elsewhere waits for an answer.</summary>
    private bool IsOnGoogle()
    {
        if (cloud.Platform == "gcp" || !string.IsNullOrEmpty(cloud.Variable("GCE_METADATA_HOST"))) return true;
        var product = cloud.SystemRoot + "/sys/class/dmi/id/product_name";
        return File.Exists(product) && File.ReadAllText(product).StartsWith("Google", StringComparison.Ordinal);
    }
}
