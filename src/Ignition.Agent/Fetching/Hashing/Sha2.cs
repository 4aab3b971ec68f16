using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ignition.Agent.Fetching.Hashing;

/// <summary>SHA-256 and SHA-512 (FIPS 180-4, sections 6.2 and 6.4): the same rounds over words of another length.</summary>
/// <typeparam name="TWord">The word.</typeparam>
/// <typeparam name="TWords">Constants and functions of the words.</typeparam>
internal sealed class Sha2<TWord, TWords>() : BlockHash(16 * Unsafe.SizeOf<TWord>())
    where TWord : unmanaged, IBinaryInteger<TWord>
    where TWords : struct, ISha2Words<TWord>
{
    private readonly TWord[] _state = TWords.Initial.ToArray();

    /// <inheritdoc/>
    protected override void Compress(ReadOnlySpan<byte> block)
    {
        var constants = TWords.Constants;
        Span<TWord> words = stackalloc TWord[80];
        words = words[..constants.Length];
        for (var i = 0; i < 16; i++) words[i] = TWords.Read(block[(i * Unsafe.SizeOf<TWord>())..]);
        for (var i = 16; i < words.Length; i++)
            words[i] = words[i - 16] + words[i - 7] + TWords.SmallEarly(words[i - 15]) + TWords.SmallLate(words[i - 2]);

        var s = _state;
        TWord a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
        for (var i = 0; i < words.Length; i++)
        {
            var first = h + TWords.BigE(e) + ((e & f) ^ (~e & g)) + constants[i] + words[i];
            var second = TWords.BigA(a) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }

        s[0] += a;
        s[1] += b;
        s[2] += c;
        s[3] += d;
        s[4] += e;
        s[5] += f;
        s[6] += g;
        s[7] += h;
    }

    /// <inheritdoc/>
    protected override byte[] State()
    {
        var digest = new byte[8 * Unsafe.SizeOf<TWord>()];
        for (var i = 0; i < 8; i++) TWords.Write(digest.AsSpan(i * Unsafe.SizeOf<TWord>()), _state[i]);
        return digest;
    }
}

/// <summary>What the two functions differ in.</summary>
/// <typeparam name="TWord">The word.</typeparam>
internal interface ISha2Words<TWord>
{
    /// <summary>One constant for each round.</summary>
    static abstract ReadOnlySpan<TWord> Constants { get; }

    /// <summary>The state before the first block.</summary>
    static abstract ReadOnlySpan<TWord> Initial { get; }

    /// <summary>Reads a word, the highest byte first.</summary>
    static abstract TWord Read(ReadOnlySpan<byte> bytes);

    /// <summary>Writes a word, the highest byte first.</summary>
    static abstract void Write(Span<byte> bytes, TWord value);

    /// <summary>The capital sigma of the first state word.</summary>
    static abstract TWord BigA(TWord x);

    /// <summary>The capital sigma of the fifth state word.</summary>
    static abstract TWord BigE(TWord x);

    /// <summary>The small sigma of the word 15 before.</summary>
    static abstract TWord SmallEarly(TWord x);

    /// <summary>The small sigma of the word 2 before.</summary>
    static abstract TWord SmallLate(TWord x);
}
