namespace Ignition.Butane.Sugar.Compression;

/// <summary>What a block of a deflate stream holds, counted by symbols, and how many bits it takes.</summary>
/// <remarks>RFC 1951, section 3.2.</remarks>
internal sealed class DeflateBlock
{
    private const int EndOfBlock = 256;
    private const int FirstLength = 257;
    private const int LongestStored = 65535;
    private const int StoredHeaderBits = 40;
    private const int RepeatPrevious = 16, RepeatZero = 17, RepeatZeroOften = 18;

    // The order in which the lengths of the code for lengths are written.
    private static ReadOnlySpan<byte> Order => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private static readonly byte[] s_fixedLiterals = FixedLiterals();
    private static readonly byte[] s_fixedDistances = FixedDistances();

    private readonly int[] _literals = new int[286];
    private readonly int[] _distances = new int[30];
    private int _extraBits;

    /// <summary>Literals and matches counted since the last block.</summary>
    public int Tokens { get; private set; }

    /// <summary>Counts a literal.</summary>
    public void AddLiteral(byte value)
    {
        _literals[value]++;
        Tokens++;
    }

    /// <summary>Counts a match.</summary>
    /// <param name="length">Bytes, 3 to 258.</param>
    /// <param name="distance">How far back, 1 to 32768.</param>
    public void AddMatch(int length, int distance)
    {
        Count(_literals, FirstLength, LengthCode(length, out var extra), extra);
        Count(_distances, 0, DistanceCode(distance, out extra), extra);
        Tokens++;
    }

    /// <summary>Ends the block in the shortest of the three ways, as the reference's compressor chooses it, and begins another.</summary>
    /// <param name="at">Bits of the stream before the block.</param>
    /// <param name="input">Bytes the block stands for; -1 when they are no longer at hand and so cannot be stored.</param>
    /// <returns>Bits of the stream after the block.</returns>
    public long End(long at, int input)
    {
        _literals[EndOfBlock]++;
        var literals = Used(_literals, _literals.Length);
        var distances = Used(_distances, _distances.Length);
        // A code for distances has at least one, which counts in the choice but is not written.
        var isPhantom = distances == 0;
        if (isPhantom) _distances[0] = distances = 1;
        var literalLengths = CodeLengths.Of(_literals, 15);
        var distanceLengths = CodeLengths.Of(_distances, 15);
        var size = 3 + CodeLengths.Bits(_literals, s_fixedLiterals) + CodeLengths.Bits(_distances, s_fixedDistances) + _extraBits;
        var phantom = 5;
        var dynamic = HeaderBits([.. literalLengths.AsSpan(0, literals), .. distanceLengths.AsSpan(0, distances)])
            + CodeLengths.Bits(_literals, literalLengths) + CodeLengths.Bits(_distances, distanceLengths) + _extraBits;
        if (dynamic < size) (size, phantom) = (dynamic, distanceLengths[0]);
        var isStored = input is >= 0 and <= LongestStored && (input * 8) + StoredHeaderBits < size;
        Clear();
        if (isStored) return Stored(at, input);
        return at + size - (isPhantom ? phantom : 0);
    }

    /// <summary>Bits of the stream after a stored block: it begins at a byte.</summary>
    public static long Stored(long at, int bytes) => ((at + 3 + 7) / 8 * 8) + 32 + (bytes * 8L);

    private void Clear()
    {
        Array.Clear(_literals);
        Array.Clear(_distances);
        _extraBits = 0;
        Tokens = 0;
    }

    private void Count(int[] counts, int first, int code, int extra)
    {
        counts[first + code]++;
        _extraBits += extra;
    }

    private static int LengthCode(int length, out int extra)
    {
        extra = 0;
        if (length == 258) return 28;
        return Code(length - 3, 4, out extra);
    }

    private static int DistanceCode(int distance, out int extra) => Code(distance - 1, 2, out extra);

    // Codes come in groups that share a number of extra bits; the first two groups have none.
    private static int Code(int value, int groupSize, out int extra)
    {
        extra = 0;
        if (value < groupSize * 2) return value;
        extra = int.Log2(value) - int.Log2(groupSize);
        return (extra * groupSize) + (value >> extra);
    }

    private static int Used(int[] counts, int length)
    {
        while (length > 0 && counts[length - 1] == 0) length--;
        return length;
    }

    private static int HeaderBits(ReadOnlySpan<byte> lengths)
    {
        var counts = new int[19];
        for (var i = 0; i < lengths.Length;)
        {
            var run = 1;
            while (i + run < lengths.Length && lengths[i + run] == lengths[i]) run++;
            CountRun(counts, lengths[i], run);
            i += run;
        }
        var codes = CodeLengths.Of(counts, 7);
        var written = Order.Length;
        while (written > 4 && counts[Order[written - 1]] == 0) written--;
        return 3 + 5 + 5 + 4 + (3 * written) + CodeLengths.Bits(counts, codes)
            + (counts[RepeatPrevious] * 2) + (counts[RepeatZero] * 3) + (counts[RepeatZeroOften] * 7);
    }

    private static void CountRun(int[] counts, byte length, int run)
    {
        if (length != 0)
        {
            counts[length]++;
            run--;
            for (; run >= 3; run -= Math.Min(run, 6)) counts[RepeatPrevious]++;
        }
        else
        {
            for (; run >= 11; run -= Math.Min(run, 138)) counts[RepeatZeroOften]++;
            if (run >= 3)
            {
                counts[RepeatZero]++;
                run = 0;
            }
        }
        counts[length] += run;
    }

    private static byte[] FixedLiterals()
    {
        var lengths = new byte[286];
        for (var symbol = 0; symbol < lengths.Length; symbol++) lengths[symbol] = symbol switch { < 144 => 8, < 256 => 9, < 280 => 7, _ => 8 };
        return lengths;
    }

    private static byte[] FixedDistances()
    {
        var lengths = new byte[30];
        lengths.AsSpan().Fill(5);
        return lengths;
    }
}
