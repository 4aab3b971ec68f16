namespace Ignition.Config.Model;

/// <summary>A reference to contents: a URL and how to fetch and check it.</summary>
public sealed record Resource
{
    /// <summary>The value with every field unset.</summary>
    public static Resource Empty { get; } = new();

    /// <summary><c>gzip</c>; null or empty means none.</summary>
    public string? Compression { get; init; }

    /// <summary>Extra request headers.</summary>
    public IReadOnlyList<HttpHeader> HttpHeaders { get; init; } = [];

    /// <summary>The URL; null when unset.</summary>
    public SourceUrl? Source { get; init; }

    /// <summary><c>verification.hash</c>: <c>sha512-HEX</c> or <c>sha256-HEX</c> of the decompressed contents.</summary>
    public string? Hash { get; init; }
}

/// <summary>An extra request header.</summary>
public sealed record HttpHeader
{
    /// <summary>The value with every field unset.</summary>
    public static HttpHeader Empty { get; } = new();

    /// <summary>Header name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Header value; null deletes the parent's header when merging.</summary>
    public Secret? Value { get; init; }
}
