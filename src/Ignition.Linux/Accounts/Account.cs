namespace Ignition.Linux.Accounts;

/// <summary>A user as the sysroot knows it; see passwd(5).</summary>
public sealed class UserAccount(string name, uint uid, uint gid, string gecos, string home, string shell)
{
    /// <summary>Login name.</summary>
    public string Name { get; } = name;

    /// <summary>User id.</summary>
    public uint Uid { get; } = uid;

    /// <summary>Id of the primary group.</summary>
    public uint Gid { get; } = gid;

    /// <summary>Comment field.</summary>
    public string Gecos { get; } = gecos;

    /// <summary>Home directory.</summary>
    public string Home { get; } = home;

    /// <summary>Login shell.</summary>
    public string Shell { get; } = shell;
}

/// <summary>A group as the sysroot knows it; see group(5).</summary>
public sealed class GroupAccount(string name, uint gid, IReadOnlyList<string> members)
{
    /// <summary>Group name.</summary>
    public string Name { get; } = name;

    /// <summary>Group id.</summary>
    public uint Gid { get; } = gid;

    /// <summary>Users that have it as a supplementary group.</summary>
    public IReadOnlyList<string> Members { get; } = members;
}
