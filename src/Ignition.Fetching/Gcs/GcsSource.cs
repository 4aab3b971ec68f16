using System.Text.Json;
using Ignition.Config.Model;
using Ignition.Fetching.Http;
using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;
using Serilog;

namespace Ignition.Fetching.Gcs;

/// <summary>gs: Google Cloud Storage, with the machine's service account when it runs on Google's cloud and has one.</summary>
/// <remarks>https://cloud.google.com/storage/docs/json_api/v1/objects/get</remarks>
internal sealed class GcsSource : IRemoteSource
{
    private const string Scope = "https://www.googleapis.com/auth/devstorage.read_only";

    /// <summary>A token is asked for anew before it runs out on the way.</summary>
    private static readonly TimeSpan EndsEarly = TimeSpan.FromMinutes(1);

    private readonly HttpCaller _caller;
    private readonly CloudMetadata _cloud;
    private readonly TimeProvider _clock;
    private readonly CloudIdentity<Authorization> _identity;

    /// <summary>The source.</summary>
    /// <param name="caller">Sends requests.</param>
    /// <param name="cloud">The machine's own cloud.</param>
    /// <param name="log">Journal and console.</param>
    /// <param name="clock">The clock.</param>
    public GcsSource(HttpCaller caller, CloudMetadata cloud, ILogger log, TimeProvider clock)
    {
        (_caller, _cloud, _clock) = (caller, cloud, clock);
        _identity = new CloudIdentity<Authorization>("the metadata server of Google", AskAsync, log, clock);
    }

    /// <inheritdoc/>
    public Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel)
    {
        var url = ObjectUrl(request.Source)
            ?? throw new FailureException(FetchFailures.Url, $"{request.Source} names no object of Google Cloud Storage", request.ConfigPath);
        return IsOnGoogle() ? _identity.FetchAsync(request, GetAsync, cancel) : GetAsync(request, null);

        Task GetAsync(FetchRequest within, Authorization? authorization)
        {
            var call = new HttpCall(url, within.Settings)
            {
                ConfigPath = within.ConfigPath,
                Headers = authorization is null ? [] : [new HttpHeader { Name = "Authorization", Value = authorization.Value }],
            };
            return new HttpSource(_caller).FetchAsync(call, receiver, cancel);
        }
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

    private async Task<Proof<Authorization>?> AskAsync(CancellationToken cancel)
    {
        var host = _cloud.Variable("GCE_METADATA_HOST") is { Length: > 0 } named ? named : "169.254.169.254";
        var account = $"http://{host}/computeMetadata/v1/instance/service-accounts/default/";
        var flavor = HttpCall.Header("Metadata-Flavor", "Google");
        using var metadata = _cloud.Open();
        if (await metadata.GetAsync(account + "scopes", cancel, flavor) is null) return null;
        var document = await metadata.GetRequiredAsync($"{account}token?scopes={Uri.EscapeDataString(Scope)}", cancel, flavor);
        using var json = JsonDocument.Parse(document ?? "{}"u8.ToArray());
        var type = json.RootElement.GetProperty("token_type").GetString();
        var value = new Secret($"{type} {json.RootElement.GetProperty("access_token").GetString()}");
        return new Proof<Authorization>(new Authorization(value), _clock.GetUtcNow() + TimeSpan.FromSeconds(json.RootElement.GetProperty("expires_in").GetInt32()) - EndsEarly);
    }

    /// <summary>Told by the platform id, the firmware or the environment, so that no machine elsewhere waits for an answer.</summary>
    private bool IsOnGoogle()
    {
        if (_cloud.Platform == "gcp" || !string.IsNullOrEmpty(_cloud.Variable("GCE_METADATA_HOST"))) return true;
        var product = _cloud.SystemRoot + "/sys/class/dmi/id/product_name";
        return File.Exists(product) && File.ReadAllText(product).StartsWith("Google", StringComparison.Ordinal);
    }

    /// <summary>What goes into the header of the same name.</summary>
    private sealed class Authorization(Secret value)
    {
        public Secret Value { get; } = value;
    }
}
