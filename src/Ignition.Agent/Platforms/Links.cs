namespace Ignition.Agent.Platforms;

/// <summary>What each network interface of the machine lacks, for the operator of a machine that reaches nothing.</summary>
internal static class Links
{
    /// <summary>One clause: <c>eth0 has a link but no address, eth1 has no link</c>.</summary>
    /// <remarks>Interfaces with hardware behind them only; what has neither an IPv4 route nor an IPv6 address beyond its link has no address.</remarks>
    public static string Describe(PlatformContext context) => Look(context).Text;

    /// <summary>The same, and whether an interface has an address.</summary>
    public static LinkStates Look(PlatformContext context)
    {
        var any = false;
        var directory = context.SystemPath("/sys/class/net");
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
                var hasAddress = hasLink && HasAddress(context, name);
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

    private static bool HasAddress(PlatformContext context, string name) =>
        HasRow(context, "/proc/net/route", fields => fields[0] == name)
        || HasRow(context, "/proc/net/if_inet6", fields => fields is [_, _, _, "00", _, var of] && of == name); // 00: global scope

    private static bool HasRow(PlatformContext context, string path, Predicate<string[]> wanted)
    {
        if (!File.Exists(context.SystemPath(path))) return false;
        foreach (var line in File.ReadLines(context.SystemPath(path)))
        {
            if (line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } fields && wanted(fields)) return true;
        }

        return false;
    }
}

/// <summary>What the network interfaces of a machine are like.</summary>
/// <param name="Text">One clause; empty when nobody looked.</param>
/// <param name="HasAddress">True when one has an address: then there is a network, whatever else is missing.</param>
internal readonly record struct LinkStates(string Text, bool HasAddress);
