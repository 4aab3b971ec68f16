namespace Ignition.Config.Model;

/// <summary>Users and groups.</summary>
public sealed record Passwd
{
    /// <summary>The value with every field unset.</summary>
    public static Passwd Empty { get; } = new();

    /// <summary>Groups, in order.</summary>
    public IReadOnlyList<PasswdGroup> Groups { get; init; } = [];

    /// <summary>Users, in order.</summary>
    public IReadOnlyList<PasswdUser> Users { get; init; } = [];
}

/// <summary>A group.</summary>
public sealed record PasswdGroup
{
    /// <summary>The value with every field unset.</summary>
    public static PasswdGroup Empty { get; } = new();

    /// <summary>Group id.</summary>
    public long? Gid { get; init; }

    /// <summary>Group name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Encrypted password.</summary>
    public Secret? PasswordHash { get; init; }

    /// <summary>Default true; false deletes the group.</summary>
    public bool? ShouldExist { get; init; }

    /// <summary>True for a system group.</summary>
    public bool? System { get; init; }
}

/// <summary>A user.</summary>
public sealed record PasswdUser
{
    /// <summary>The value with every field unset.</summary>
    public static PasswdUser Empty { get; } = new();

    /// <summary>Comment field.</summary>
    public string? Gecos { get; init; }

    /// <summary>Supplementary groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Home directory.</summary>
    public string? HomeDir { get; init; }

    /// <summary>User name.</summary>
    public string Name { get; init; } = "";

    /// <summary>True to create no home directory (new users only).</summary>
    public bool? NoCreateHome { get; init; }

    /// <summary>True to leave lastlog and faillog alone (new users only).</summary>
    public bool? NoLogInit { get; init; }

    /// <summary>True to create no group of the same name (new users only).</summary>
    public bool? NoUserGroup { get; init; }

    /// <summary>Encrypted password.</summary>
    public Secret? PasswordHash { get; init; }

    /// <summary>Primary group, name or id.</summary>
    public string? PrimaryGroup { get; init; }

    /// <summary>SSH public keys.</summary>
    public IReadOnlyList<string> SshAuthorizedKeys { get; init; } = [];

    /// <summary>Login shell.</summary>
    public string? Shell { get; init; }

    /// <summary>Default true; false deletes the user.</summary>
    public bool? ShouldExist { get; init; }

    /// <summary>True for a system account.</summary>
    public bool? System { get; init; }

    /// <summary>User id.</summary>
    public long? Uid { get; init; }
}
