using System.Text;
using Ignition.Config.Model;
using Ignition.Fetching.Resources;
using Ignition.Fetching.Settings;
using Ignition.Linux.Files;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Serilog;
using Xunit;

namespace Ignition.Tests;

/// <summary>Contents with every source, a spool directory of their own, and what they logged.</summary>
internal sealed class Fetched : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("ignition-spool-").FullName;
    private Contents? _contents;

    public Fetched()
    {
        Directory.CreateDirectory(Spool);
        Directories = new SpoolDirectory(Spool);
    }

    public string Spool => _top + "/spool";

    public SpoolDirectory Directories { get; }

    public LogLines Lines { get; } = new();

    public FetchSettings Settings { get; init; } = FetchSettings.Default with { Total = TimeSpan.FromSeconds(30) };

    /// <summary>That of pauses and total limits; <see cref="TimeProvider.System"/> where a server is to be too slow.</summary>
    public TimeProvider Clock { get; init; } = new SteppedClock();

    public RemoteSources? Sources { get; init; }

    public ILogger Log => new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(Lines).CreateLogger();

    public Contents Contents => _contents ??= new Contents(new ContentsOptions(Settings, Log, Clock)
    {
        Spool = Directories,
        Remote = Sources ?? RemoteSources.All("metal", Log, Clock),
    });

    /// <summary>What the contents of a resource are.</summary>
    public static async Task<byte[]> Bytes(IContents contents, Resource resource)
    {
        var content = await contents.GetAsync(resource, "$.storage.files.0.contents", CancellationToken.None);
        using var memory = new MemoryStream();
        using var stream = content.Open();
        await stream.CopyToAsync(memory);
        Assert.Equal(content.Length, memory.Length);
        return memory.ToArray();
    }

    public Task<byte[]> Bytes(string url) => Bytes(new Resource { Source = new SourceUrl(url) });

    public Task<byte[]> Bytes(Resource resource) => Bytes(Contents, resource);

    public async Task<string> Text(string url) => Encoding.UTF8.GetString(await Bytes(url));

    public Task<Failure> Fails(string url) => Fails(new Resource { Source = new SourceUrl(url) });

    public async Task<Failure> Fails(Resource resource)
    {
        var before = Directory.GetFiles(Spool).Length;
        var failed = await Assert.ThrowsAsync<FailureException>(async () => await Contents.GetAsync(resource, "$.here", CancellationToken.None));
        Assert.Equal("$.here", failed.Failure.ConfigPath);
        Assert.Equal(before, Directory.GetFiles(Spool).Length);
        return failed.Failure;
    }

    public void Dispose()
    {
        if (_contents is not null) Task.Run(async () => await _contents.DisposeAsync()).Wait();
        Directories.Dispose();
        Directory.Delete(_top, recursive: true);
    }
}
