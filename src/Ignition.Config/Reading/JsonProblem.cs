namespace Ignition.Config.Reading;

/// <summary>Why a text is not JSON, or not within the limits.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Offset">Byte offset of the place.</param>
/// <param name="Message">The cause in words.</param>
internal sealed record JsonProblem(Reporting.Rule Rule, int Offset, string Message);
