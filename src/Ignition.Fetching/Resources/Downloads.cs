using Ignition.Config.Model;
using Ignition.Fetching.Hashing;
using Ignition.Fetching.Sinks;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;

namespace Ignition.Fetching.Resources;

/// <summary>Downloads of one config: side by side within bounds, each URL once (B16).</summary>
/// <param name="options">What contents are made of.</param>
internal sealed class Downloads(ContentsOptions options) : IAsyncDisposable
{
    /// <summary>Downloads that run at the same time, whatever their hosts.</summary>
    public const int MaxParallel = 24;

    /// <summary>Downloads from one host that run at the same time.</summary>
    public const int MaxPerHost = 16;

    private readonly Dictionary<string, Download> _downloads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SemaphoreSlim> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _all = new(MaxParallel);
    private readonly CancellationTokenSource _end = new();

    /// <summary>Starts a download that will be asked for later.</summary>
    public void Expect(Resource resource, string configPath)
    {
        lock (_downloads) Find(resource, configPath).Uses++;
    }

    /// <summary>The contents of a resource, verified.</summary>
    /// <returns>Contents of the caller's own: a spooled file is not given to two config paths.</returns>
    public async Task<Content> GetAsync(Resource resource, string configPath, CancellationToken cancel)
    {
        Download download;
        lock (_downloads) download = Find(resource, configPath);
        try
        {
            var master = await download.Task.WaitAsync(cancel);
            Verify(master, resource, download);
            return await HandAsync(download, master, configPath, cancel);
        }
        catch (FailureException failed) when (failed.Failure.ConfigPath != configPath)
        {
            throw new FailureException(failed.Failure with { ConfigPath = configPath }, failed);
        }
    }

    /// <summary>Stops what still runs, waits for its end, and removes what nobody took.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var download in _downloads.Values)
        {
            // Its failure is told to the one who asks for it. A spool that is written to cannot be removed.
            await download.Task.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
            if (!download.Task.IsCompletedSuccessfully) continue;
            foreach (var content in (Content[])[await download.Task, .. download.Handed.Values])
            {
                if (content is SpooledContent spooled) spooled.Directory.Delete(spooled.Name);
            }
        }
    }

    private Download Find(Resource resource, string configPath)
    {
        var key = Key(resource);
        if (_downloads.TryGetValue(key, out var known) && !known.IsSpent(configPath)) return known;
        var hash = ContentHash.Parse(resource.Hash ?? "");
        var download = new Download(hash, Task.Run(() => RunAsync(resource, hash, configPath, _end.Token)));
        return _downloads[key] = download;
    }

    private async Task<Content> RunAsync(Resource resource, ContentHash? hash, string configPath, CancellationToken cancel)
    {
        var source = resource.Source ?? default;
        var remote = options.Remote?.Find(source.Scheme)
            ?? throw new FailureException(FetchFailures.Scheme, $"{source}: the scheme {source.Scheme} cannot be fetched", configPath);
        var host = Host(source);
        await host.WaitAsync(cancel);
        try
        {
            await _all.WaitAsync(cancel);
            try
            {
                using var reception = new Reception(!string.IsNullOrEmpty(resource.Compression), hash, options.Spool, HashFunction.CreateThreaded);
                using var progress = new Progress(source, reception, options.Log, options.Clock);
                await remote.FetchAsync(new FetchRequest(resource, options.Settings, configPath), reception, cancel);
                return reception.Finish();
            }
            finally
            {
                _all.Release();
            }
        }
        finally
        {
            host.Release();
        }
    }

    private SemaphoreSlim Host(SourceUrl source)
    {
        var shown = source.ToString();
        var start = shown.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = shown.IndexOf('/', start);
        var host = end < 0 ? shown : shown[..end];
        lock (_hosts)
        {
            if (!_hosts.TryGetValue(host, out var bound)) _hosts[host] = bound = new SemaphoreSlim(MaxPerHost);
            return bound;
        }
    }

    /// <summary>Two resources with one key are one download; their hashes may differ and are checked for each.</summary>
    private static string Key(Resource resource)
    {
        var key = new System.Text.StringBuilder(resource.Source?.Reveal()).Append('\n').Append(resource.Compression);
        foreach (var header in resource.HttpHeaders) key.Append('\n').Append(header.Name).Append(':').Append(header.Value?.Reveal());
        return key.ToString();
    }

    private static void Verify(Content master, Resource resource, Download download)
    {
        var hash = ContentHash.Parse(resource.Hash ?? "");
        if (hash is null || hash.Equals(download.Verified)) return;
        using var function = HashFunction.CreateThreaded(hash.Name);
        using var stream = master.Open();
        var buffer = new byte[128 << 10];
        for (int count; (count = stream.Read(buffer)) > 0;) function.Update(buffer.AsSpan(0, count));
        HashSink.Check(hash, function.Finish());
    }

    private static async Task<Content> HandAsync(Download download, Content master, string configPath, CancellationToken cancel)
    {
        if (master is not SpooledContent spooled) return master;
        string copy;
        lock (download.Handed)
        {
            if (download.Handed.TryGetValue(configPath, out var given) && ((SpooledContent)given).IsThere) return given;
            // The last who asks gets the file itself, to move it away; nobody else may hold it then.
            if (--download.Uses <= 0 && !download.Handed.ContainsValue(master))
            {
                download.Handed[configPath] = master;
                return master;
            }

            copy = spooled.Name + "-" + download.Handed.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
            download.Handed[configPath] = spooled with { Name = copy };
        }

        await Task.Run(() => spooled.Directory.Copy(spooled.Name, copy), cancel);
        return spooled with { Name = copy };
    }

    /// <summary>One URL being fetched.</summary>
    private sealed class Download(ContentHash? verified, Task<Content> task)
    {
        public ContentHash? Verified => verified;

        public Task<Content> Task => task;

        /// <summary>Config paths that are expected to ask, and have not yet.</summary>
        public int Uses { get; set; }

        public Dictionary<string, Content> Handed { get; } = new(StringComparer.Ordinal);

        /// <summary>True when the file is gone, placed by the one it was given to.</summary>
        public bool IsSpent(string configPath) =>
            task.IsCompletedSuccessfully && task.Result is SpooledContent { IsThere: false }
            && !(Handed.TryGetValue(configPath, out var given) && ((SpooledContent)given).IsThere);
    }
}
