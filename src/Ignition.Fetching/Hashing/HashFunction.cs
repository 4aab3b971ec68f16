using System.Security.Cryptography;

namespace Ignition.Fetching.Hashing;

/// <summary>A hash computed over a stream of bytes.</summary>
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
    public static byte[] Digest(HashName name, ReadOnlySpan<byte> bytes) => name == HashName.Sha256 ? SHA256.HashData(bytes) : SHA512.HashData(bytes);

    /// <summary>For contents that come over a network and may be large: on a thread of its own.</summary>
    public static HashFunction CreateThreaded(HashName name) => new ThreadedHash(new FrameworkHash(name));

    /// <summary>For contents that are here.</summary>
    public static HashFunction Create(HashName name) => new FrameworkHash(name);
}

/// <summary>The hash functions of the config language.</summary>
internal enum HashName
{
    /// <summary>SHA-256 (FIPS 180-4).</summary>
    Sha256,

    /// <summary>SHA-512 (FIPS 180-4).</summary>
    Sha512,
}
