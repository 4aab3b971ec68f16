namespace Ignition.Agent.Cli.Prepare;

/// <summary>How it is with something that a first boot needs.</summary>
internal enum Readiness
{
    /// <summary>It is there.</summary>
    Right,

    /// <summary>It was not, and was made.</summary>
    Made,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>Nothing that is needed, but worth knowing.</summary>
    Note,
}

/// <summary>What a look at the image found.</summary>
/// <param name="Readiness">How it is.</param>
/// <param name="Text">One sentence without a full stop.</param>
/// <param name="Next">What to do about it; null for nothing.</param>
internal sealed record PreparedItem(Readiness Readiness, string Text, string? Next = null);
