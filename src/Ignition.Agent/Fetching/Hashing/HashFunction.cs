namespace Ignition.Agent.Fetching.Hashing;

/// <summary>A hash computed over a stream of bytes.</summary>
/// <remarks>Our own, because the framework's loads libcrypto, which costs more than hashing a config does.</remarks>
internal abstract class HashFunction : IDisposable
{
    /// <summary>Adds bytes.</summary>
    public abstract void Update(ReadOnlySpan<byte> bytes);

    /// <summary>The digest of everything added. Call it once, last.</summary>
    public abstract byte[] Finish();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Digest of a span.</summary>
    public static byte[] Digest(HashName name, ReadOnlySpan<byte> bytes)
    {
        using var function = Create(name);
        function.Update(bytes);
        return function.Finish();
    }

    /// <summary>The framework's implementation, which loads libcrypto: for contents that come over a network.</summary>
    public static HashFunction CreateFast(HashName name) => new ThreadedHash(new FrameworkHash(name));

    /// <summary>The managed implementation.</summary>
    public static HashFunction Create(HashName name) => name == HashName.Sha256 ? new Sha2<uint, Sha256>() : new Sha2<ulong, Sha512>();
}

/// <summary>The hash functions of the config language.</summary>
internal enum HashName
{
    /// <summary>SHA-256 (FIPS 180-4).</summary>
    Sha256,

    /// <summary>SHA-512 (FIPS 180-4).</summary>
    Sha512,
}
