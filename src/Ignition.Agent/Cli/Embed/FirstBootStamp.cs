using System.Text;

namespace Ignition.Agent.Cli.Embed;

/// <summary>The file that makes GRUB boot a first boot. GRUB runs it; what it puts into <c>ignition_network_kcmdline</c> comes
/// onto the kernel command line of the first boot, and of no other.</summary>
internal static class FirstBootStamp
{
    /// <summary>Its path, from the directory with the boot loader's files.</summary>
    public const string Path = "/ignition.firstboot";

    private const string Marker = " # ignition embed";

    /// <summary>A stamp with more kernel arguments, in place of those an earlier call added.</summary>
    /// <param name="stamp">The stamp as it is.</param>
    /// <param name="arguments">Kernel arguments, without quotes and variables.</param>
    public static byte[] With(ReadOnlySpan<byte> stamp, string arguments)
    {
        var text = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(stamp).Split('\n'))
        {
            if (line.Length > 0 && !line.EndsWith(Marker, StringComparison.Ordinal)) text.Append(line).Append('\n');
        }

        text.Append("set ignition_network_kcmdline=\"$ignition_network_kcmdline ").Append(arguments).Append('"').Append(Marker).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
