namespace Ignition.Provisioning.Failures;

/// <summary>A kind of failure: stable code, journal MESSAGE_ID and what the catalog explains.</summary>
internal sealed class FailureCode(string code, string messageId, string title, string nextAction)
{
    /// <summary>Stable code, <c>IGN-AREA-WHAT</c>.</summary>
    public string Code { get; } = code;

    /// <summary>128-bit id, 32 lower-case hex digits, made once with <c>systemd-id128 new</c>.</summary>
    public string MessageId { get; } = messageId;

    /// <summary>What happened in general, one line for the catalog.</summary>
    public string Title { get; } = title;

    /// <summary>What to do next, one sentence for the operator.</summary>
    public string NextAction { get; } = nextAction;
}
