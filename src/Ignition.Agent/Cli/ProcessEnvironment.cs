using System.Collections;

namespace Ignition.Agent.Cli;

/// <summary>The environment of this process, read once and handed down.</summary>
internal static class ProcessEnvironment
{
    /// <summary>All variables.</summary>
    public static IReadOnlyDictionary<string, string> Read()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables()) all[(string)entry.Key] = (string?)entry.Value ?? "";
        return all;
    }
}
