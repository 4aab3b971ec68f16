using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;

namespace Ignition.Provisioning.Contents;

/// <summary>Gives the contents of resources: decompressed, verified, whole.</summary>
internal interface IContents
{
    /// <summary>Contents of a resource.</summary>
    /// <param name="resource">What to fetch; an unset or empty source gives empty contents (a hash is checked all the same, B19).</param>
    /// <param name="configPath">JSON path of the resource in the config, for failures.</param>
    /// <param name="cancel">Ends the fetch.</param>
    /// <exception cref="FailureException">It could not be fetched, decompressed or verified.</exception>
    /// <exception cref="NeedsNetworkException">The stage runs offline and the source is remote.</exception>
    ValueTask<Content> GetAsync(Resource resource, string configPath, CancellationToken cancel);

    /// <summary>Starts fetching what will be asked for, side by side. Where there is nothing to gain it does nothing.</summary>
    /// <param name="resources">Each resource with its JSON path. One that fails tells so when it is asked for.</param>
    void Prefetch(IEnumerable<(Resource Resource, string ConfigPath)> resources)
    {
    }
}

/// <summary>The source is remote and this stage runs before the network is up (a normal outcome, B10).</summary>
internal sealed class NeedsNetworkException(string source) : Exception($"{source} needs the network");

/// <summary>Verified contents, in memory or spooled to a file.</summary>
/// <param name="Length">Length in bytes.</param>
internal abstract record Content(long Length)
{
    /// <summary>The contents as a stream, from the start.</summary>
    public abstract Stream Open();
}

/// <summary>Contents held in memory.</summary>
internal sealed record MemoryContent(ReadOnlyMemory<byte> Bytes) : Content(Bytes.Length)
{
    /// <inheritdoc/>
    public override Stream Open() => new MemoryStream(Bytes.ToArray(), writable: false);
}

/// <summary>Contents spooled to a file. The one who places it may move the file away.</summary>
/// <param name="Directory">The spool.</param>
/// <param name="Name">Name of the file in it.</param>
/// <param name="Length">Length in bytes.</param>
internal sealed record SpooledContent(SpoolDirectory Directory, string Name, long Length) : Content(Length)
{
    /// <summary>Absolute path, for messages.</summary>
    public string Path => $"{Directory.Path}/{Name}";

    /// <summary>True while the file has not been moved away.</summary>
    public bool IsThere => Directory.Has(Name);

    /// <inheritdoc/>
    public override Stream Open()
    {
        try
        {
            return Directory.Open(Name);
        }
        catch (FileNotFoundException gone)
        {
            throw new FailureException(FetchFailures.Spool, gone.Message, inner: gone);
        }
    }
}
