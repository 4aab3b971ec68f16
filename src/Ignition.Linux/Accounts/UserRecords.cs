using System.Text.Json;
using Ignition.Linux.Files;

namespace Ignition.Linux.Accounts;

/// <summary>JSON user and group records that nss-systemd reads from files; see nss-systemd(8) and https://systemd.io/USER_RECORD/.</summary>
internal static class UserRecords
{
    // /run of the sysroot is empty before its first boot; a container's may not be.
    private static readonly string[] Directories = ["/etc/userdb", "/run/userdb", "/run/host/userdb", "/usr/local/lib/userdb", "/usr/lib/userdb"];

    internal static UserAccount? FindUser(RootedDirectory root, string name)
    {
        using var record = Find(root, name, ".user");
        if (record is null || Text(record, "userName") != name || Number(record, "uid") is not { } uid) return null;
        return new UserAccount(
            name,
            uid,
            Number(record, "gid") ?? uid,
            Text(record, "realName") ?? "",
            Text(record, "homeDirectory") ?? "/home/" + name,
            Text(record, "shell") ?? "");
    }

    internal static GroupAccount? FindGroup(RootedDirectory root, string name)
    {
        using var record = Find(root, name, ".group");
        if (record is null || Text(record, "groupName") != name || Number(record, "gid") is not { } gid) return null;
        var members = new List<string>();
        if (record.RootElement.TryGetProperty("members", out var list) && list.ValueKind == JsonValueKind.Array)
            foreach (var member in list.EnumerateArray())
                if (member.ValueKind == JsonValueKind.String) members.Add(member.GetString()!);
        return new GroupAccount(name, gid, members);
    }

    private static JsonDocument? Find(RootedDirectory root, string name, string suffix)
    {
        if (name.Contains('/')) return null;
        foreach (var directory in Directories)
        {
            if (root.ReadFile($"{directory}/{name}{suffix}", follow: true) is not { } bytes) continue;
            try
            {
                var record = JsonDocument.Parse(bytes);
                if (record.RootElement.ValueKind == JsonValueKind.Object) return record;
                record.Dispose();
            }
            catch (JsonException failure)
            {
                throw new InvalidDataException($"{directory}/{name}{suffix} is no user record: {failure.Message}", failure);
            }
        }
        return null;
    }

    private static string? Text(JsonDocument record, string key) =>
        record.RootElement.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static uint? Number(JsonDocument record, string key) =>
        record.RootElement.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out var number)
            ? number : null;
}
