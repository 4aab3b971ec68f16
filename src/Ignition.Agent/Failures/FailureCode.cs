namespace Ignition.Agent.Failures;

/// <summary>A kind of failure: stable code, journal MESSAGE_ID and what the catalog explains.</summary>
/// <param name="Code">Stable code, <c>IGN-AREA-WHAT</c>.</param>
/// <param name="MessageId">128-bit id, 32 lower-case hex digits, made once with <c>systemd-id128 new</c>.</param>
/// <param name="Title">What happened in general, one line for the catalog.</param>
/// <param name="NextAction">What to do next, one sentence for the operator.</param>
internal sealed record FailureCode(string Code, string MessageId, string Title, string NextAction);
