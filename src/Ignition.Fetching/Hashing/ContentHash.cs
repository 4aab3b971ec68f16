namespace Ignition.Fetching.Hashing;

/// <summary>A <c>verification.hash</c>: function and digest of the decompressed contents.</summary>
/// <param name="Name">Hash function.</param>
/// <param name="Digest">Expected digest.</param>
internal sealed record ContentHash(HashName Name, byte[] Digest)
{
    /// <summary>Reads <c>sha512-HEX</c> or <c>sha256-HEX</c>; hex digits of either case.</summary>
    /// <returns>The hash, or null when the text is not one.</returns>
    public static ContentHash? Parse(string text)
    {
        var name = text.StartsWith("sha512-", StringComparison.Ordinal) ? HashName.Sha512
            : text.StartsWith("sha256-", StringComparison.Ordinal) ? HashName.Sha256
            : (HashName?)null;
        var hex = text.AsSpan(Math.Min(7, text.Length));
        if (name is null || hex.Length != (name == HashName.Sha512 ? 128 : 64)) return null;
        foreach (var digit in hex)
        {
            if (!char.IsAsciiHexDigit(digit)) return null;
        }

        return new ContentHash(name.Value, Convert.FromHexString(hex));
    }

    /// <summary>A digest as it stands in a config.</summary>
    public static string Print(HashName name, ReadOnlySpan<byte> digest) =>
        (name == HashName.Sha512 ? "sha512-" : "sha256-") + Convert.ToHexStringLower(digest);

    /// <inheritdoc/>
    public override string ToString() => Print(Name, Digest);

    /// <inheritdoc/>
    public bool Equals(ContentHash? other) => other is not null && Name == other.Name && Digest.AsSpan().SequenceEqual(other.Digest);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Digest, 0);
}
