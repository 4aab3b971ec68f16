using System.Buffers.Binary;

namespace Ignition.Agent.Fetching.Compression;

/// <summary>Decodes one deflate stream (RFC 1951) pushed in pieces, and says exactly where it ends.</summary>
/// <remarks>The framework's decoder accepts truncated streams and hides the end, which gzip's rules need.</remarks>
internal sealed class Inflater
{
    private const int Window = 32 << 10;
    private const int HeaderMargin = 1024;
    private const int SymbolMargin = 16;
    private readonly byte[] _output = new byte[Window * 4];
    private readonly ByteSink _sink;
    private readonly HuffmanTable _literals = new();
    private readonly HuffmanTable _distances = new();
    private readonly byte[] _lengths = new byte[320];
    private State _state;
    private ulong _bits;
    private int _bitCount;
    private int _stored;
    private int _end;
    private int _flushed;
    private bool _last;

    /// <summary>Decodes into a sink.</summary>
    public Inflater(ByteSink sink) => _sink = sink;

    private enum State
    {
        Header,
        Stored,
        Codes,
        Finished,
    }

    private static ReadOnlySpan<ushort> LengthBase =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static ReadOnlySpan<byte> LengthExtra =>
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static ReadOnlySpan<ushort> DistanceBase =>
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
        12289, 16385, 24577,
    ];

    private static ReadOnlySpan<byte> CodeOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>True when the final block was decoded.</summary>
    public bool IsFinished => _state == State.Finished;

    /// <summary>Makes it ready for another stream.</summary>
    public void Reset()
    {
        _state = State.Header;
        _bits = 0;
        _bitCount = 0;
        _end = 0;
        _flushed = 0;
        _last = false;
    }

    /// <summary>Decodes as much as the input allows.</summary>
    /// <param name="input">The next bytes.</param>
    /// <param name="final">True when nothing follows them.</param>
    /// <returns>How many bytes were used; the rest must be given again, with more.</returns>
    /// <exception cref="InvalidDataException">The input is not deflate, or it ends too early.</exception>
    public int Decode(ReadOnlySpan<byte> input, bool final)
    {
        var at = 0;
        while (_state != State.Finished)
        {
            var left = input.Length - at;
            if (_state == State.Header)
            {
                if (_last)
                {
                    _state = State.Finished;
                    break;
                }

                if (!final && left < HeaderMargin) break;
                ReadHeader(input, ref at);
            }
            else if (_state == State.Stored)
            {
                if (left == 0 && _stored > 0 && !final) break;
                CopyStored(input, ref at);
            }
            else if (!DecodeCodes(input, ref at, final))
            {
                break;
            }
        }

        GiveBack(ref at);
        if (_state == State.Finished) _bitCount = 0;
        Flush();
        return at;
    }

    /// <summary>Gives whole bytes back to the input, so that nothing but the bits of a half-used byte outlives a call.</summary>
    private void GiveBack(ref int at)
    {
        at -= _bitCount >> 3;
        _bitCount &= 7;
        _bits &= (1UL << _bitCount) - 1;
    }

    private void Fill(ReadOnlySpan<byte> input, ref int at)
    {
        if (input.Length - at >= 8)
        {
            // Bits above the count are the next byte's own: reading them again changes nothing.
            _bits |= BinaryPrimitives.ReadUInt64LittleEndian(input[at..]) << _bitCount;
            at += (63 - _bitCount) >> 3;
            _bitCount |= 56;
            return;
        }

        while (_bitCount <= 56 && at < input.Length)
        {
            _bits |= (ulong)input[at++] << _bitCount;
            _bitCount += 8;
        }
    }

    private int Take(ReadOnlySpan<byte> input, ref int at, int count)
    {
        if (_bitCount < count) Fill(input, ref at);
        if (_bitCount < count) throw Truncated();
        var value = (int)(_bits & ((1UL << count) - 1));
        _bits >>= count;
        _bitCount -= count;
        return value;
    }

    private int TakeSymbol(HuffmanTable table, ReadOnlySpan<byte> input, ref int at)
    {
        if (_bitCount < 15) Fill(input, ref at);
        var decoded = table.Decode(_bits);
        var length = decoded & 15;
        if (decoded < 0) throw _bitCount < 15 ? Truncated() : new InvalidDataException("a code that stands for nothing");
        if (length > _bitCount) throw Truncated();
        _bits >>= length;
        _bitCount -= length;
        return decoded >> 4;
    }

    private void ReadHeader(ReadOnlySpan<byte> input, ref int at)
    {
        _last = Take(input, ref at, 1) == 1;
        switch (Take(input, ref at, 2))
        {
            case 0:
                Take(input, ref at, _bitCount & 7);
                _stored = Take(input, ref at, 16);
                if (Take(input, ref at, 16) != (_stored ^ 0xFFFF)) throw new InvalidDataException("a stored block whose length contradicts itself");
                GiveBack(ref at);
                _state = State.Stored;
                break;
            case 1:
                _lengths.AsSpan(0, 144).Fill(8);
                _lengths.AsSpan(144, 112).Fill(9);
                _lengths.AsSpan(256, 24).Fill(7);
                _lengths.AsSpan(280, 8).Fill(8);
                _literals.Build(_lengths.AsSpan(0, 288), maySparse: false);
                _lengths.AsSpan(0, 32).Fill(5);
                _distances.Build(_lengths.AsSpan(0, 32), maySparse: false);
                _state = State.Codes;
                break;
            case 2:
                ReadCodes(input, ref at);
                _state = State.Codes;
                break;
            default:
                throw new InvalidDataException("a block of no known type");
        }
    }

    private void ReadCodes(ReadOnlySpan<byte> input, ref int at)
    {
        var literals = Take(input, ref at, 5) + 257;
        var distances = Take(input, ref at, 5) + 1;
        var lengths = Take(input, ref at, 4) + 4;
        if (literals > 286 || distances > 30) throw new InvalidDataException("too many codes");
        _lengths.AsSpan(0, 19).Clear();
        for (var i = 0; i < lengths; i++) _lengths[CodeOrder[i]] = (byte)Take(input, ref at, 3);
        _literals.Build(_lengths.AsSpan(0, 19), maySparse: false);
        for (var i = 0; i < literals + distances;)
        {
            var symbol = TakeSymbol(_literals, input, ref at);
            if (symbol < 16)
            {
                _lengths[i++] = (byte)symbol;
                continue;
            }

            if (symbol == 16 && i == 0) throw new InvalidDataException("a repeat of nothing");
            var value = symbol == 16 ? _lengths[i - 1] : (byte)0;
            var repeat = symbol switch
            {
                16 => 3 + Take(input, ref at, 2),
                17 => 3 + Take(input, ref at, 3),
                _ => 11 + Take(input, ref at, 7),
            };
            if (i + repeat > literals + distances) throw new InvalidDataException("a repeat beyond the last code");
            _lengths.AsSpan(i, repeat).Fill(value);
            i += repeat;
        }

        if (_lengths[256] == 0) throw new InvalidDataException("a block without an end");
        _literals.Build(_lengths.AsSpan(0, literals), maySparse: true);
        _distances.Build(_lengths.AsSpan(literals, distances), maySparse: true);
    }

    private void CopyStored(ReadOnlySpan<byte> input, ref int at)
    {
        if (_stored > 0 && at == input.Length) throw Truncated();
        while (_stored > 0 && at < input.Length)
        {
            Room();
            var count = Math.Min(Math.Min(_stored, input.Length - at), _output.Length - _end);
            input.Slice(at, count).CopyTo(_output.AsSpan(_end));
            at += count;
            _end += count;
            _stored -= count;
        }

        if (_stored == 0) _state = State.Header;
    }

    private bool DecodeCodes(ReadOnlySpan<byte> input, ref int at, bool final)
    {
        while (final || input.Length - at >= SymbolMargin)
        {
            Room();
            var symbol = TakeSymbol(_literals, input, ref at);
            if (symbol < 256)
            {
                _output[_end++] = (byte)symbol;
                continue;
            }

            if (symbol == 256)
            {
                _state = State.Header;
                return true;
            }

            if (symbol > 285) throw new InvalidDataException("a length of no known code");
            var length = LengthBase[symbol - 257] + Take(input, ref at, LengthExtra[symbol - 257]);
            var code = TakeSymbol(_distances, input, ref at);
            if (code > 29) throw new InvalidDataException("a distance of no known code");
            var distance = DistanceBase[code] + Take(input, ref at, code < 4 ? 0 : (code >> 1) - 1);
            if (distance > _end) throw new InvalidDataException("a distance before the start");
            Repeat(distance, length);
        }

        return false;
    }

    private void Repeat(int distance, int length)
    {
        var output = _output;
        var end = _end;
        if (distance >= length)
        {
            output.AsSpan(end - distance, length).CopyTo(output.AsSpan(end));
        }
        else
        {
            for (var i = 0; i < length; i++) output[end + i] = output[end + i - distance];
        }

        _end = end + length;
    }

    /// <summary>Makes room for the longest match, keeping the window.</summary>
    private void Room()
    {
        if (_end + 258 <= _output.Length) return;
        Flush();
        _output.AsSpan(_end - Window, Window).CopyTo(_output);
        _end = Window;
        _flushed = Window;
    }

    private void Flush()
    {
        if (_end > _flushed) _sink.Write(_output.AsSpan(_flushed, _end - _flushed));
        _flushed = _end;
    }

    private static InvalidDataException Truncated() => new("it ends too early");
}
