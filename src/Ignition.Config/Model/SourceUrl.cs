namespace Ignition.Config.Model;

/// <summary>The <c>source</c> of a resource: a URL as the user wrote it, which may carry contents (<c>data:</c>) or credentials.</summary>
/// <remarks>Printing it shows scheme, host and path; contents, user info, query and fragment are left out.</remarks>
/// <param name="text">The URL as written.</param>
public readonly struct SourceUrl(string text) : IEquatable<SourceUrl>
{
    private readonly string? _text = text;

    /// <summary>The URL scheme in lower case, or an empty text when there is none.</summary>
    public string Scheme
    {
        get
        {
            var all = Reveal();
            var colon = all.IndexOf(':', StringComparison.Ordinal);
            return colon <= 0 ? "" : all[..colon].ToLowerInvariant();
        }
    }

    /// <summary>True when the text is empty, which upstream treats as "no source".</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_text);

    /// <summary>Scheme of a file on the OEM partition of the machine; see <see cref="IsLocal"/>.</summary>
    public const string Oem = "oem";

    /// <summary>True for a <c>data:</c> URL, a file of the machine's OEM partition (<c>oem:///path</c>, as Flatcar has it) or no URL at all: nothing a network is needed for.</summary>
    public bool IsLocal => Scheme is "" or "data" or Oem;

    /// <summary>The URL as written. Call it only where the resource is fetched.</summary>
    /// <returns>The URL.</returns>
    public string Reveal() => _text ?? "";

    /// <summary>The URL without anything secret.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString()
    {
        var all = Reveal();
        if (Scheme == "data") return $"data: URL of {all.Length} characters";
        var end = all.AsSpan().IndexOfAny('?', '#');
        var shown = end < 0 ? all : all[..end];
        var authority = shown.IndexOf("//", StringComparison.Ordinal);
        if (authority < 0) return shown;
        var slash = shown.IndexOf('/', authority + 2);
        var at = shown.LastIndexOf('@', slash < 0 ? shown.Length - 1 : slash);
        return at < authority ? shown : string.Concat(shown.AsSpan(0, authority + 2), shown.AsSpan(at + 1));
    }

    /// <inheritdoc/>
    public bool Equals(SourceUrl other) => string.Equals(Reveal(), other.Reveal(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SourceUrl other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Reveal().GetHashCode(StringComparison.Ordinal);

    /// <summary>Compares two URLs as written.</summary>
    public static bool operator ==(SourceUrl left, SourceUrl right) => left.Equals(right);

    /// <summary>Compares two URLs as written.</summary>
    public static bool operator !=(SourceUrl left, SourceUrl right) => !left.Equals(right);
}
