using System.Buffers.Binary;

namespace Ignition.Butane.Sugar.Compression;

/// <summary>How long the reference's gzip stream of some bytes is: that length decides whether it compresses them.</summary>
/// <remarks>
/// The compressor of Go's compress/flate at its level 9: matches of 4 bytes and more through chains of equal hashes, at most 4096
/// links far, taken unless the next byte begins a longer one. Only the length comes out, not the stream.
/// </remarks>
internal sealed class DeflateLength
{
    private const int Window = 32 << 10;
    private const int HashBits = 17;
    private const int ShortestMatch = 4, LongestMatch = 258;
    private const int NearEnough = 4096; // the farthest match of only four bytes
    private const int Links = 4096;
    private const int BlockTokens = 16 << 10;
    private const int Lookahead = ShortestMatch + LongestMatch;
    private const int GzipHeaderAndTrailer = 18;

    private readonly byte[] _bytes;
    private readonly int[] _heads = new int[1 << HashBits];
    private readonly int[] _previous = new int[Window];
    private readonly DeflateBlock _block = new();

    // The compressor holds two windows; when it gets near their end, the first is dropped and the second refilled.
    private int _windowStart;
    private int _windowEnd;
    private int _blockStart;
    private bool _blockIsWhole = true;
    private long _bits;

    private DeflateLength(byte[] bytes)
    {
        _bytes = bytes;
        _heads.AsSpan().Fill(-1);
        _windowEnd = Math.Min(bytes.Length, 2 * Window);
    }

    /// <summary>Bytes of the reference's gzip stream.</summary>
    public static int Gzip(byte[] bytes) => new DeflateLength(bytes).Run() + GzipHeaderAndTrailer;

    private int Run()
    {
        var at = 0;
        var (length, distance) = (ShortestMatch - 1, 0);
        var isPending = false; // whether the byte before is neither a literal yet nor in a match
        while (at < _bytes.Length)
        {
            if (_windowEnd - at < Lookahead && _windowEnd < _bytes.Length) Slide();
            var head = Insert(at);
            var (before, beforeDistance) = (length, distance);
            (length, distance) = (ShortestMatch - 1, 0);
            var ahead = _bytes.Length - at;
            if (head >= Oldest(at) && ahead > before && before < LongestMatch) Find(at, head, Math.Min(ahead, LongestMatch), ref length, ref distance);
            if (before >= ShortestMatch && length <= before)
            {
                _block.AddMatch(before, beforeDistance);
                var end = at + before - 1;
                for (at++; at < end; at++) Insert(at);
                isPending = false;
                length = ShortestMatch - 1;
                if (_block.Tokens == BlockTokens) EndBlock(at);
                continue;
            }
            if (isPending)
            {
                _block.AddLiteral(_bytes[at - 1]);
                if (_block.Tokens == BlockTokens) EndBlock(at);
            }
            at++;
            isPending = true;
        }
        if (isPending) _block.AddLiteral(_bytes[at - 1]);
        if (_block.Tokens > 0) EndBlock(at);
        // The stream ends in an empty stored block.
        return (int)(DeflateBlock.Stored(_bits, 0) / 8);
    }

    private int Oldest(int at) => Math.Max(at - Window, _windowStart);

    private void Slide()
    {
        _windowStart += Window;
        _windowEnd = Math.Min(_bytes.Length, _windowEnd + Window);
        if (_blockStart < _windowStart) _blockIsWhole = false;
    }

    private void EndBlock(int at)
    {
        _bits = _block.End(_bits, _blockIsWhole ? at - _blockStart : -1);
        _blockStart = at;
        _blockIsWhole = true;
    }

    // Makes a place the newest with its hash; gives the one that was it before, or -1 when there is none or no match can begin here.
    private int Insert(int at)
    {
        if (at + ShortestMatch > _bytes.Length) return -1;
        ref var newest = ref _heads[(BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at)) * 0x1e35a7bd) >> (32 - HashBits)];
        var before = newest;
        _previous[at & (Window - 1)] = before;
        newest = at;
        return before;
    }

    private void Find(int at, int candidate, int longest, ref int length, ref int distance)
    {
        var oldest = Oldest(at);
        var wanted = _bytes.AsSpan(at, longest);
        for (var links = Links; links > 0 && candidate >= oldest; links--)
        {
            // Nothing beyond the end: a match that long has ended the search.
            if (_bytes[candidate + length] == wanted[length])
            {
                var found = wanted.CommonPrefixLength(_bytes.AsSpan(candidate, longest));
                if (found > length && (found > ShortestMatch || at - candidate <= NearEnough))
                {
                    (length, distance) = (found, at - candidate);
                    if (found >= longest) return;
                }
            }
            if (candidate == at - Window) return;
            candidate = _previous[candidate & (Window - 1)];
        }
    }
}
