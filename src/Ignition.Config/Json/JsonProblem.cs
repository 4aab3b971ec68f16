namespace Ignition.Config.Json;

/// <summary>Why a text is not JSON, or not within the limits.</summary>
internal sealed class JsonProblem(Reporting.Rule rule, int offset, string message)
{
    /// <summary>The rule that is broken.</summary>
    public Reporting.Rule Rule { get; } = rule;

    /// <summary>Byte offset of the place.</summary>
    public int Offset { get; } = offset;

    /// <summary>The cause in words.</summary>
    public string Message { get; } = message;
}
