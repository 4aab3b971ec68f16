using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.OpenStack;

/// <summary>The network interfaces that have an IPv6 address, loopback aside.</summary>
internal static class LinkLocalInterfaces
{
    /// <summary>Their names, each once, from <c>/proc/net/if_inet6</c>.</summary>
    public static IReadOnlyList<string> Names(PlatformContext context)
    {
        var names = new List<string>();
        var path = context.SystemPath("/proc/net/if_inet6");
        if (!File.Exists(path)) return names;
        foreach (var line in File.ReadLines(path))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 6 && fields[5] != "lo" && !names.Contains(fields[5])) names.Add(fields[5]);
        }

        return names;
    }
}
