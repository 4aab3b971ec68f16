using Ignition.Fetching.Hashing;
using Ignition.Fetching.Sinks;
using Ignition.Linux.Files;
using Ignition.Provisioning.Contents;

namespace Ignition.Fetching;

/// <summary>Decompresses, hashes and spools what comes from a source.</summary>
/// <param name="gzip">True when it comes compressed.</param>
/// <param name="hash">What the decompressed contents must hash to; null when nobody says.</param>
/// <param name="directory">The spool directory; null for memory alone.</param>
/// <param name="hasher">Makes hash functions.</param>
internal sealed class Reception(bool gzip, ContentHash? hash, SpoolDirectory? directory, Func<HashName, HashFunction> hasher) : Receiver, IDisposable
{
    private readonly Spool _spool = new(directory);
    private HashFunction? _function;
    private ByteSink? _entry;

    /// <inheritdoc/>
    public override void Restart()
    {
        _entry = null;
        Received = 0;
        _spool.Clear();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        _entry ??= Build();
        Received += bytes.Length;
        _entry.Write(bytes);
    }

    /// <summary>Ends the reception: everything came.</summary>
    /// <returns>Verified contents.</returns>
    /// <exception cref="BadContentException">They are not what they should be.</exception>
    public Content Finish()
    {
        (_entry ?? Build()).Complete();
        return _spool.Take();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _function?.Dispose();
        _spool.Dispose();
    }

    /// <summary>Verifies bytes that are here already, without copying what needs no change.</summary>
    public static Content Local(ReadOnlyMemory<byte> bytes, bool gzip, ContentHash? hash, SpoolDirectory? directory)
    {
        if (gzip)
        {
            using var reception = new Reception(gzip, hash, directory, HashFunction.Create);
            reception.Write(bytes.Span);
            return reception.Finish();
        }

        if (hash is not null) HashSink.Check(hash, HashFunction.Digest(hash.Name, bytes.Span));
        return new MemoryContent(bytes);
    }

    private ByteSink Build()
    {
        ByteSink sink = _spool;
        if (hash is not null)
        {
            _function?.Dispose();
            _function = hasher(hash.Name);
            sink = new HashSink(sink, _function, hash);
        }

        return gzip ? new GzipSink(sink) : sink;
    }
}
