using Ignition.Config.Data;
using Ignition.Config.Model;
using Ignition.Fetching.Hashing;
using Ignition.Fetching.Settings;
using Ignition.Fetching.Sinks;
using Ignition.Linux.Files;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;

namespace Ignition.Fetching.Resources;

/// <summary>Gives the contents of resources: local ones at once, remote ones through the source of their scheme.</summary>
/// <remarks>Without remote sources (stage fetch-offline, or a config without remote ones) nothing here opens a socket or loads TLS.</remarks>
internal sealed class Contents : IContents, IAsyncDisposable
{
    private readonly ContentsOptions _options;
    private readonly Downloads _downloads;

    /// <summary>Contents for one config.</summary>
    public Contents(ContentsOptions options)
    {
        _options = options;
        _downloads = new Downloads(options);
    }

    /// <summary>The same with the settings of another config.</summary>
    public Contents With(FetchSettings settings) => new(_options with { Settings = settings });

    /// <summary>Starts fetching what will be asked for, side by side; local resources and offline stages do nothing.</summary>
    /// <param name="resources">Each resource with its JSON path. One that fails tells so when it is asked for.</param>
    public void Prefetch(IEnumerable<(Resource Resource, string ConfigPath)> resources)
    {
        if (_options.Offline) return;
        foreach (var (resource, configPath) in resources)
        {
            if (resource.Source is { IsLocal: false }) _downloads.Expect(resource, configPath);
        }
    }

    /// <summary>Stops what still runs, waits for its end, and removes spooled files that nobody took.</summary>
    public ValueTask DisposeAsync() => _downloads.DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask<Content> GetAsync(Resource resource, string configPath, CancellationToken cancel)
    {
        var source = resource.Source ?? default;
        var hash = Hash(resource, configPath);
        var gzip = IsGzip(resource, configPath);
        try
        {
            if (source.Scheme == SourceUrl.Oem) return Reception.Local(await OemAsync(source, configPath, cancel), gzip, hash, _options.Spool);
            return source.IsLocal ? Local(source, gzip, hash, configPath) : await RemoteAsync(resource, configPath, cancel);
        }
        catch (BadContentException bad)
        {
            throw new FailureException(Code(bad.Kind), $"{Shown(source)}: {bad.Message}", configPath, bad);
        }
    }

    /// <summary>A source as it may be shown.</summary>
    internal static string Shown(SourceUrl source) => source.IsEmpty ? "the empty source" : source.ToString();

    private Content Local(SourceUrl source, bool gzip, ContentHash? hash, string configPath)
    {
        // An absent source is empty whatever compression says, but a hash is always checked (B19).
        if (source.Scheme != "data") return Reception.Local(default, gzip: false, hash, _options.Spool);
        return DataUrl.TryDecode(source.Reveal(), out var bytes)
            ? Reception.Local(bytes, gzip, hash, _options.Spool)
            : throw new FailureException(FetchFailures.Url, $"{Shown(source)} cannot be decoded", configPath);
    }

    private Task<byte[]> OemAsync(SourceUrl source, string configPath, CancellationToken cancel) => _options.Oem is { } read
        ? read(source, configPath, cancel)
        : throw new FailureException(FetchFailures.Scheme, $"{Shown(source)} is on the OEM partition of the machine, which is not at hand here", configPath);

    private Task<Content> RemoteAsync(Resource resource, string configPath, CancellationToken cancel) => _options.Offline
        ? throw new NeedsNetworkException(Shown(resource.Source ?? default))
        : _downloads.GetAsync(resource, configPath, cancel);

    private static ContentHash? Hash(Resource resource, string configPath)
    {
        if (string.IsNullOrEmpty(resource.Hash)) return null;
        return ContentHash.Parse(resource.Hash)
            ?? throw new FailureException(FetchFailures.Hash, $"{resource.Hash} is not a sha256 or sha512 hash", configPath);
    }

    private static bool IsGzip(Resource resource, string configPath) => resource.Compression switch
    {
        null or "" => false,
        "gzip" => true,
        var other => throw new FailureException(FetchFailures.Compression, $"the compression {other} is not known", configPath),
    };

    private static FailureCode Code(BadContent kind) => kind switch
    {
        BadContent.Compression => FetchFailures.Compression,
        BadContent.TooLarge => FetchFailures.TooLarge,
        _ => FetchFailures.Hash,
    };
}

/// <summary>What contents are made of.</summary>
/// <param name="Settings">How requests are made.</param>
/// <param name="Log">Journal and console.</param>
/// <param name="Clock">The clock.</param>
internal sealed record ContentsOptions(FetchSettings Settings, Serilog.ILogger Log, TimeProvider Clock)
{
    /// <summary>True in fetch-offline: remote sources give <see cref="NeedsNetworkException"/>.</summary>
    public bool Offline { get; init; }

    /// <summary>Where contents larger than 64 KiB are spooled, best on the filesystem they go to; null keeps all in memory (at most 64 MiB each).</summary>
    public SpoolDirectory? Spool { get; init; }

    /// <summary>Remote sources; null when there are none.</summary>
    public RemoteSources? Remote { get; init; }

    /// <summary>Reads a file of the machine's OEM partition, for the config value at a path; null where there is no machine.</summary>
    public Func<SourceUrl, string, CancellationToken, Task<byte[]>>? Oem { get; init; }
}
