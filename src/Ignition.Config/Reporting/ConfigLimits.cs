namespace Ignition.Config.Reporting;

/// <summary>What bounds the memory that reading a config can take. A config beyond a limit is refused with the place where it crosses it.</summary>
/// <remarks>The reference implementation has only <see cref="Depth"/>; the others are far above what a provider delivers.</remarks>
public static class ConfigLimits
{
    /// <summary>Open lists and objects at one place, the root included.</summary>
    public const int Depth = 10_000;

    /// <summary>Bytes of a config, after decompression.</summary>
    public const int Bytes = 128 << 20;

    /// <summary>Bytes of one text between its quotes.</summary>
    public const int TextBytes = 32 << 20;

    /// <summary>Values in a config: objects, lists and scalars, not counting keys.</summary>
    public const int Values = 1_000_000;

    /// <summary>Entries kept in a report; the others are counted.</summary>
    public const int ReportEntries = 1_000;
}
