namespace Ignition.Config.Specs;

/// <summary>A version of the config language: a row of the table of versions.</summary>
public sealed record SpecVersion
{
    internal SpecVersion()
    {
    }

    /// <summary>Position in <see cref="SpecVersions.All"/>, from 0 for the oldest.</summary>
    public int Index { get; internal init; }

    /// <summary>The version as it is written in <c>ignition.version</c>.</summary>
    public string Text { get; internal init; } = "";

    /// <summary>First release of the reference implementation that had it.</summary>
    public string FirstRelease { get; internal init; } = "";

    /// <summary>Schemes a source may have.</summary>
    internal string[] Schemes { get; init; } = [];

    /// <summary>Hash functions and the number of hexadecimal digits of their sums.</summary>
    internal (string Name, int Digits)[] HashFunctions { get; init; } = [];

    /// <summary>True when a config or CA reference is refused without a source.</summary>
    internal bool ReferencesNeedSource { get; init; }

    /// <summary>Filesystem formats.</summary>
    internal string[] FilesystemFormats { get; init; } = [];

    /// <summary>True when link targets, RAID levels and custom clevis pins are told apart from empty ones and have rules of their own.</summary>
    internal bool RequiresTargetLevelAndPin { get; init; }

    /// <summary>Custom clevis pins; null for any.</summary>
    internal string[]? ClevisPins { get; init; }

    /// <summary>True when setuid, setgid and sticky bits of a mode take effect.</summary>
    internal bool KeepsSpecialModeBits { get; init; }

    /// <summary>False where the reference's translation to the next version loses the advertisements of tang servers.</summary>
    internal bool KeepsAdvertisement { get; init; }

    /// <summary>The version's text.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
