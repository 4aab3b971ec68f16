using System.Text;

namespace Ignition.Provisioning.Failures;

/// <summary>All codes, and the journal's message catalog made from them.</summary>
internal static class FailureCodes
{
    /// <summary>Every code of every area.</summary>
    public static FailureCode[] All => [.. EngineFailures.All, .. SystemFailures.All, .. FetchFailures.All, .. PlatformFailures.All, .. EmbedFailures.All, .. DisksFailures.All, .. FilesFailures.All, .. KargsFailures.All];

    /// <summary>The text of <c>packaging/catalog/ignition.catalog</c>; <c>journalctl -x</c> shows an entry under each failure.</summary>
    /// <remarks>https://systemd.io/CATALOG/</remarks>
    public static string Catalog()
    {
        var text = new StringBuilder("# Explanations for journalctl -x. Made from the failure codes of the agent; a test keeps the two alike.\n");
        foreach (var code in All)
        {
            text.Append($"\n-- {code.MessageId}\n");
            text.Append($"Subject: {code.Code}: {code.Title.TrimEnd('.')}\n");
            text.Append("Defined-By: Ignition.Agent\n");
            text.Append("Documentation: man:ignition(8)\n\n");
            text.Append("Stage @IGNITION_STAGE@ of this machine's first boot failed:\n\n    @MESSAGE@\n\n");
            text.Append("The config value that asked for it: @IGNITION_CONFIG_PATH@ at @IGNITION_CONFIG_PLACE@.\n\n");
            text.Append($"{code.NextAction}\n");
        }

        return text.ToString();
    }
}
