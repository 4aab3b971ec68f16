using System.Security.Cryptography;

namespace Ignition.Fetching.Hashing;

/// <summary>The framework's hash. Its first use loads libcrypto, 4 ms.</summary>
internal sealed class FrameworkHash(HashName name) : HashFunction
{
    private readonly IncrementalHash _hash =
        IncrementalHash.CreateHash(name == HashName.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512);

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <inheritdoc/>
    public override byte[] Finish() => _hash.GetHashAndReset();

    /// <inheritdoc/>
    public override void Dispose() => _hash.Dispose();
}
