using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ignition.Stages.Disks.Volumes;

/// <summary>What a tang server advertises: its public keys, in a JWS that they sign. Pure.</summary>
/// <remarks>
/// Judged as clevis-encrypt-tang and jose judge it; that the keys did sign it is left to clevis.
/// https://github.com/latchset/tang#readme, RFC 7517 (keys), RFC 7638 (thumbprints).
/// </remarks>
internal static class TangAdvertisement
{
    /// <summary>A thumbprint that clevis takes for any key.</summary>
    public const string AnyKey = "any";

    // Type of key, then what makes its thumbprint in the order of RFC 7638. jose makes none of other types.
    private static readonly string[] _members = ["EC crv kty x y", "RSA e kty n", "oct k kty"];

    /// <summary>Whether clevis will trust an advertisement and can bind to it.</summary>
    /// <param name="jws">The advertisement.</param>
    /// <param name="thumbprint">Thumbprint of a signing key: base64url of SHA-256, or of SHA-1 as older tang servers print it.</param>
    /// <returns>False when it has no such key or none for exchanges.</returns>
    public static bool Has(JsonElement jws, string thumbprint)
    {
        if (ClevisPin.Text(jws, "payload") is not { } payload || FromBase64Url(payload) is not { } text
            || ClevisPin.Parse(text) is not { ValueKind: JsonValueKind.Object } set
            || !set.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        bool exchanges = false, trusted = thumbprint == AnyKey;
        for (var i = 0; i < keys.GetArrayLength(); i++)
        {
            var key = keys[i];
            if (key.ValueKind != JsonValueKind.Object) continue;
            exchanges |= MayDo(key, "deriveKey"u8, default);
            trusted |= MayDo(key, "verify"u8, "sig"u8) && MayHave(key, thumbprint);
        }

        return trusted && exchanges;
    }

    /// <summary>Whether a key is said to be for something, by its operations or by its use.</summary>
    private static bool MayDo(JsonElement key, ReadOnlySpan<byte> operation, ReadOnlySpan<byte> use)
    {
        if (key.TryGetProperty("use", out var told))
        {
            if (told.ValueKind != JsonValueKind.String) return false;
            if (!use.IsEmpty && told.ValueEquals(use)) return true;
        }

        if (!key.TryGetProperty("key_ops", out var operations) || operations.ValueKind != JsonValueKind.Array) return false;
        for (var i = 0; i < operations.GetArrayLength(); i++)
        {
            if (operations[i].ValueKind == JsonValueKind.String && operations[i].ValueEquals(operation)) return true;
        }

        return false;
    }

    /// <summary>Whether a key has a thumbprint; true as well where that cannot be told here.</summary>
    private static bool MayHave(JsonElement key, string thumbprint)
    {
        var type = ClevisPin.Text(key, "kty") + " ";
        var members = "";
        foreach (var known in _members)
        {
            if (known.StartsWith(type, StringComparison.Ordinal)) members = known;
        }

        if (members.Length == 0) return true;
        var canonical = "{";
        foreach (var member in members[type.Length..].Split(' '))
        {
            if (ClevisPin.Text(key, member) is not { } value || value.AsSpan().IndexOfAny('"', '\\') >= 0) return true;
            canonical += (canonical.Length > 1 ? ",\"" : "\"") + member + "\":\"" + value + "\"";
        }

        var bytes = Encoding.UTF8.GetBytes(canonical + "}");
        // SHA-1 is what older servers have; no value of a config is verified with it.
        return thumbprint == ToBase64Url(SHA256.HashData(bytes)) || thumbprint == ToBase64Url(SHA1.HashData(bytes));
    }

    private static string ToBase64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[]? FromBase64Url(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }
}
