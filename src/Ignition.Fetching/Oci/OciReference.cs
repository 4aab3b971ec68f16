using Ignition.Config.Model;
using Ignition.Fetching.Hashing;

namespace Ignition.Fetching.Oci;

/// <summary>An artifact in a registry: <c>oci://registry/repository[:tag|@digest]</c>.</summary>
internal sealed class OciReference(string registry, string repository, string reference)
{
    /// <summary>Host and port.</summary>
    public string Registry { get; } = registry;

    /// <summary>Repository.</summary>
    public string Repository { get; } = repository;

    /// <summary>Tag or digest.</summary>
    public string Reference { get; } = reference;

    /// <summary>The digest the reference pins; null for a tag.</summary>
    public string? Digest => Reference.Contains(':', StringComparison.Ordinal) ? Reference : null;

    /// <summary>Base of the registry's API; plain http for this machine alone.</summary>
    public string Api
    {
        get
        {
            var host = new Uri("http://" + Registry).Host;
            return $"{(host is "localhost" or "127.0.0.1" or "[::1]" ? "http" : "https")}://{Registry}/v2/{Repository}";
        }
    }

    /// <summary>Reads a URL.</summary>
    /// <returns>The reference; null when the URL names no artifact.</returns>
    public static OciReference? Parse(SourceUrl source)
    {
        var rest = source.Reveal()["oci:".Length..].TrimStart('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || rest.Contains('?', StringComparison.Ordinal) || rest.Contains('#', StringComparison.Ordinal)) return null;
        var (registry, name) = (rest[..slash], rest[(slash + 1)..]);
        var reference = "latest";
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            (name, reference) = (name[..at], name[(at + 1)..]);
            if (ParseDigest(reference) is null) return null;
        }

        var colon = name.LastIndexOf(':');
        if (colon >= 0)
        {
            if (at < 0) reference = name[(colon + 1)..];
            name = name[..colon];
        }

        return !IsRepository(name) || (at < 0 && !IsTag(reference)) || !Uri.TryCreate("http://" + registry, UriKind.Absolute, out _)
            ? null
            : new OciReference(registry, name, reference);
    }

    /// <summary>A digest as registries write it: <c>sha256:HEX</c>.</summary>
    /// <returns>The hash; null for what is no digest of a function that is known.</returns>
    public static ContentHash? ParseDigest(string digest)
    {
        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : ContentHash.Parse($"{digest[..colon]}-{digest[(colon + 1)..]}");
    }

    /// <summary>Names go into the path of a request: nothing in them may lead elsewhere.</summary>
    private static bool IsRepository(string name)
    {
        foreach (var part in name.Split('/'))
        {
            if (!IsTag(part)) return false;
        }

        return true;
    }

    private static bool IsTag(string text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_' or '-')) return false;
        }

        return text.Length > 0 && text[0] is not ('.' or '-');
    }
}
