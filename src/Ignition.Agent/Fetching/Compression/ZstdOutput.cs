namespace Ignition.Agent.Fetching.Compression;

/// <summary>What a zstd frame decompresses to, with the window that later matches reach back into.</summary>
/// <param name="next">Where it goes.</param>
/// <param name="limit">Bounds it.</param>
/// <param name="window">Bytes that matches may reach back.</param>
internal sealed class ZstdOutput(ByteSink next, DecompressionLimit limit, int window)
{
    private const int Slack = 256 << 10;
    private byte[] _bytes = new byte[Math.Min(window, 1 << 20) + Slack];
    private int _end;
    private int _flushed;
    private long _one = 1, _two = 4, _three = 8;

    /// <summary>Hash of everything that was flushed.</summary>
    public XxHash64 Hash { get; } = new();

    /// <summary>Bytes flushed.</summary>
    public long Length { get; private set; }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Adds one byte many times.</summary>
    public void Fill(byte value, int count)
    {
        Room(count);
        _bytes.AsSpan(_end, count).Fill(value);
        _end += count;
    }

    /// <summary>Repeats earlier output.</summary>
    /// <param name="code">Offset value: 1 to 3 name recent offsets, others are the offset plus 3.</param>
    /// <param name="literals">Literals before it, which decide what 1 to 3 mean.</param>
    /// <param name="length">Length of the match.</param>
    public void Repeat(long code, int literals, int length)
    {
        var distance = Resolve(code, literals);
        if (distance <= 0 || distance > _end || distance > window) throw new InvalidDataException("a match before the start");
        Room(length);
        var from = _end - (int)distance;
        if (distance >= length)
        {
            _bytes.AsSpan(from, length).CopyTo(_bytes.AsSpan(_end));
        }
        else
        {
            for (var i = 0; i < length; i++) _bytes[_end + i] = _bytes[from + i];
        }

        _end += length;
    }

    /// <summary>Passes on what was added.</summary>
    public void Flush()
    {
        var fresh = _bytes.AsSpan(_flushed, _end - _flushed);
        _flushed = _end;
        if (fresh.IsEmpty) return;
        limit.Wrote(fresh.Length);
        Length += fresh.Length;
        Hash.Add(fresh);
        next.Write(fresh);
    }

    private long Resolve(long code, int literals)
    {
        if (code > 3)
        {
            (_one, _two, _three) = (code - 3, _one, _two);
            return _one;
        }

        var which = literals == 0 ? code + 1 : code;
        switch (which)
        {
            case 1:
                return _one;
            case 2:
                (_one, _two) = (_two, _one);
                return _one;
            case 3:
                (_one, _two, _three) = (_three, _one, _two);
                return _one;
            default:
                (_one, _two, _three) = (_one - 1, _one, _two);
                return _one;
        }
    }

    private void Room(int count)
    {
        if (_end + count <= _bytes.Length) return;
        Flush();
        var keep = Math.Min(window, _end);
        if (keep + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Math.Min(_bytes.Length * 2, window + Slack), keep + count));
            if (_end + count <= _bytes.Length) return;
        }

        _bytes.AsSpan(_end - keep, keep).CopyTo(_bytes);
        _end = keep;
        _flushed = keep;
    }
}
