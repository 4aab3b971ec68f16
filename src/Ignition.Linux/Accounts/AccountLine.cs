using System.Globalization;

namespace Ignition.Linux.Accounts;

/// <summary>Lines of passwd(5) and group(5).</summary>
internal static class AccountLine
{
    internal static UserAccount? ParseUser(string line)
    {
        var fields = line.Split(':');
        return fields.Length >= 7 && TryId(fields[2], out var uid) && TryId(fields[3], out var gid) && fields[0].Length > 0
            ? new UserAccount(fields[0], uid, gid, fields[4], fields[5], fields[6])
            : null;
    }

    internal static GroupAccount? ParseGroup(string line)
    {
        var fields = line.Split(':');
        return fields.Length >= 4 && TryId(fields[2], out var gid) && fields[0].Length > 0
            ? new GroupAccount(fields[0], gid, fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries))
            : null;
    }

    /// <summary>The line of an entry, without its end; null when there is none.</summary>
    internal static string? Find(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.Ordinal)) return line.ToString();
        return null;
    }

    internal static bool TryId(string text, out uint id) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
}
