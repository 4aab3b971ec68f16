using Ignition.Fetching.Hashing;

namespace Ignition.Fetching.Sinks;

/// <summary>Hashes what passes through and refuses the end when the hash is not the expected one.</summary>
internal sealed class HashSink(ByteSink next, HashFunction function, ContentHash expected) : ByteSink
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        function.Update(bytes);
        next.Write(bytes);
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        Check(expected, function.Finish());
        next.Complete();
    }

    /// <summary>Compares a digest with the expected one.</summary>
    /// <exception cref="BadContentException">They differ.</exception>
    public static void Check(ContentHash expected, ReadOnlySpan<byte> digest)
    {
        if (expected.Digest.AsSpan().SequenceEqual(digest)) return;
        throw new BadContentException(
            BadContent.Hash,
            $"the contents hash to {ContentHash.Print(expected.Name, digest)}, the config asks for {expected}");
    }
}
