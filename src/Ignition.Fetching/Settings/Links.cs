namespace Ignition.Fetching.Settings;

/// <summary>What each network interface of the machine lacks, for the operator of a machine that reaches nothing.</summary>
internal static class Links
{
    /// <summary>What they lack, and whether one has an address.</summary>
    /// <param name="systemRoot">What <c>/sys</c> and <c>/proc</c> are below; empty unless a test stands in.</param>
    /// <returns>One clause: <c>eth0 has a link but no address, eth1 has no link</c>.</returns>
    /// <remarks>Interfaces with hardware behind them only; what has neither an IPv4 route nor an IPv6 address beyond its link has no address.</remarks>
    public static LinkStates Inspect(string systemRoot)
    {
        var any = false;
        var directory = systemRoot + "/sys/class/net";
        var states = new List<string>();
        if (Directory.Exists(directory))
        {
            var paths = Directory.GetFileSystemEntries(directory);
            Array.Sort(paths, StringComparer.Ordinal);
            foreach (var path in paths)
            {
                if (!Path.Exists(path + "/device")) continue;
                var name = Path.GetFileName(path);
                var hasLink = HasCarrier(path);
                var hasAddress = hasLink && HasAddress(systemRoot, name);
                any |= hasAddress;
                states.Add($"{name} {(!hasLink ? "has no link" : hasAddress ? "has an address" : "has a link but no address")}");
            }
        }

        return new LinkStates(states.Count == 0 ? "the machine has no network interface" : string.Join(", ", states), any);
    }

    private static bool HasCarrier(string path)
    {
        try
        {
            return File.ReadAllText(path + "/carrier").StartsWith('1');
        }
        catch (IOException)
        {
            // The kernel refuses to say while an interface is down.
            return false;
        }
    }

    private static bool HasAddress(string systemRoot, string name) =>
        HasRow(systemRoot, "/proc/net/route", fields => fields[0] == name)
        || HasRow(systemRoot, "/proc/net/if_inet6", fields => fields is [_, _, _, "00", _, var of] && of == name); // 00: global scope

    private static bool HasRow(string systemRoot, string path, Predicate<string[]> wanted)
    {
        if (!File.Exists(systemRoot + path)) return false;
        foreach (var line in File.ReadLines(systemRoot + path))
        {
            if (line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } fields && wanted(fields)) return true;
        }

        return false;
    }
}
