using Ignition.Fetching.AzureBlob;
using Ignition.Fetching.Gcs;
using Ignition.Fetching.Http;
using Ignition.Fetching.Metadata;
using Ignition.Fetching.Oci;
using Ignition.Fetching.S3;
using Ignition.Fetching.Tftp;

namespace Ignition.Fetching.Resources;

/// <summary>The sources that need a network, by scheme; each is made when first used.</summary>
internal sealed class RemoteSources
{
    private readonly Dictionary<string, Lazy<IRemoteSource>> _sources = new(StringComparer.Ordinal);

    /// <summary>Every source there is. Nothing is loaded or connected before a source is used.</summary>
    /// <param name="platform">Platform id, which decides about credentials of clouds.</param>
    /// <param name="log">Journal and console.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="dialer">Opens connections; null for the network.</param>
    public static RemoteSources All(string platform, Serilog.ILogger log, TimeProvider clock, Dialer? dialer = null)
    {
        var caller = new Lazy<HttpCaller>(() => new HttpCaller(new HttpTransport(dialer ?? new Dialer(), clock), log, clock));
        var cloud = new CloudMetadata(platform, log, clock, dialer);
        return new RemoteSources()
            .Add(() => Http(caller.Value, cloud, log, clock), "http", "https")
            .Add(() => new TftpSource(log, clock), "tftp")
            .Add(() => new S3Source(caller.Value, cloud, log, clock), "s3", "arn")
            .Add(() => new GcsSource(caller.Value, cloud, log, clock), "gs")
            .Add(() => new OciSource(caller.Value), "oci");
    }

    /// <summary>Adds a source.</summary>
    /// <param name="make">Makes it when first used.</param>
    /// <param name="schemes">URL schemes in lower case.</param>
    /// <returns>This table.</returns>
    public RemoteSources Add(Func<IRemoteSource> make, params ReadOnlySpan<string> schemes)
    {
        var source = new Lazy<IRemoteSource>(make);
        foreach (var scheme in schemes) _sources.Add(scheme, source);
        return this;
    }

    /// <summary>The source of a scheme; null for a scheme that cannot be fetched.</summary>
    public IRemoteSource? Find(string scheme) => _sources.TryGetValue(scheme, out var source) ? source.Value : null;

    private static IRemoteSource Http(HttpCaller caller, CloudMetadata cloud, Serilog.ILogger log, TimeProvider clock)
    {
        var plain = new HttpSource(caller);
        return cloud.Platform == "azure" ? new AzureBlobSource(caller, cloud, log, clock, plain) : plain;
    }
}
