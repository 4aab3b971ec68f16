namespace Ignition.Linux.Accounts;

/// <summary>A user as the sysroot knows it; see passwd(5).</summary>
/// <param name="Name">Login name.</param>
/// <param name="Uid">User id.</param>
/// <param name="Gid">Id of the primary group.</param>
/// <param name="Gecos">Comment field.</param>
/// <param name="Home">Home directory.</param>
/// <param name="Shell">Login shell.</param>
public sealed record UserAccount(string Name, uint Uid, uint Gid, string Gecos, string Home, string Shell);

/// <summary>A group as the sysroot knows it; see group(5).</summary>
/// <param name="Name">Group name.</param>
/// <param name="Gid">Group id.</param>
/// <param name="Members">Users that have it as a supplementary group.</param>
public sealed record GroupAccount(string Name, uint Gid, IReadOnlyList<string> Members);
