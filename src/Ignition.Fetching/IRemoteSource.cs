using Ignition.Config.Model;
using Ignition.Fetching.Settings;
using Ignition.Fetching.Sinks;
using Ignition.Provisioning.Failures;

namespace Ignition.Fetching;

/// <summary>Fetches sources of some schemes over the network.</summary>
internal interface IRemoteSource
{
    /// <summary>Fetches one source, retrying and resuming as its protocol allows.</summary>
    /// <exception cref="FailureException">It could not be fetched.</exception>
    /// <exception cref="BadContentException">The receiver refused what came.</exception>
    Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel);
}

/// <summary>One source to fetch.</summary>
/// <param name="Source">Where from.</param>
/// <param name="Headers">Extra request headers.</param>
/// <param name="Settings">How requests are made.</param>
/// <param name="ConfigPath">JSON path of the resource, for failures.</param>
internal sealed record FetchRequest(SourceUrl Source, IReadOnlyList<HttpHeader> Headers, FetchSettings Settings, string ConfigPath)
{
    /// <summary>The request of a resource.</summary>
    public FetchRequest(Resource resource, FetchSettings settings, string configPath)
        : this(resource.Source ?? default, resource.HttpHeaders, settings, configPath)
    {
        Compressed = !string.IsNullOrEmpty(resource.Compression);
    }

    /// <summary>True when the resource is decompressed after it is fetched.</summary>
    public bool Compressed { get; init; }
}

/// <summary>Takes the bytes of one source as they come.</summary>
internal abstract class Receiver
{
    /// <summary>Bytes taken since the last <see cref="Restart"/>.</summary>
    public long Received { get; protected set; }

    /// <summary>How many bytes there will be, when the server said so; for progress.</summary>
    public long? Expected { get; set; }

    /// <summary>Forgets what came and starts over.</summary>
    public abstract void Restart();

    /// <summary>Takes the next bytes.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);
}
