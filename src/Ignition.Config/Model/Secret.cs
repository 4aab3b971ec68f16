namespace Ignition.Config.Model;

/// <summary>A text that may be secret: password hashes, contents, header values, key material.</summary>
/// <remarks>Printing it gives a redaction; only <see cref="Reveal"/> gives the text, so a log cannot leak it by accident.</remarks>
/// <param name="text">The text to guard.</param>
public readonly struct Secret(string text) : IEquatable<Secret>
{
    private readonly string? _text = text;

    /// <summary>Length of the guarded text, in UTF-16 code units.</summary>
    public int Length => _text?.Length ?? 0;

    /// <summary>True when the text is empty.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The text itself. Call it only where the text goes to its destination.</summary>
    /// <returns>The guarded text.</returns>
    public string Reveal() => _text ?? "";

    /// <summary>A redaction, never the text.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => $"(redacted, {Length} characters)";

    /// <inheritdoc/>
    public bool Equals(Secret other) => string.Equals(Reveal(), other.Reveal(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Secret other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Reveal().GetHashCode(StringComparison.Ordinal);

    /// <summary>Compares two guarded texts.</summary>
    public static bool operator ==(Secret left, Secret right) => left.Equals(right);

    /// <summary>Compares two guarded texts.</summary>
    public static bool operator !=(Secret left, Secret right) => !left.Equals(right);
}
