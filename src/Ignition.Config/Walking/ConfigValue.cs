using Ignition.Config.Model;

namespace Ignition.Config.Walking;

/// <summary>A value that is set in a config.</summary>
/// <param name="Path">Its path, as in reports.</param>
/// <param name="Value">A text, a <see cref="long"/>, a <see cref="bool"/>, or a <see cref="Secret"/> or <see cref="SourceUrl"/> that does not print itself.</param>
/// <param name="Place">Where it stands; null when that is not known.</param>
public sealed record ConfigValue(string Path, object Value, Place? Place);
