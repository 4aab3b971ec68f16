namespace Ignition.Linux.Calls;

/// <summary>A text with a NUL in it was to be handed to the system, which takes a NUL for its end: it would have acted on something else.</summary>
/// <param name="text">The text. What stands behind the NUL is not told, nor is anything of an environment variable but its name.</param>
public sealed class NulException(string text)
    : ArgumentException($"\"{text[..text.IndexOf('\0', StringComparison.Ordinal)]}\" goes on behind a NUL character, which the system takes for its end");
