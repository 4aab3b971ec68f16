using Ignition.Config.Model;
using static Ignition.Config.Specs.Row;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>Users and groups.</summary>
internal static class PasswdFields
{
    private static readonly ObjectSpec<PasswdGroup> s_group = new("group", PasswdGroup.Empty,
        new(Integer("gid"), Line(Plain("name")), Line(Text("passwordHash")), Boolean("shouldExist", V3_2), Boolean("system")),
        v => new() { Gid = v[0].Integer, Name = v[1].Plain, PasswordHash = v[2].Secret, ShouldExist = v[3].Boolean, System = v[4].Boolean },
        (x, to) =>
        {
            to[0] = Value.Of(x.Gid);
            to[1] = Value.OfPlain(x.Name);
            to[2] = Value.Of(x.PasswordHash);
            to[3] = Value.Of(x.ShouldExist);
            to[4] = Value.Of(x.System);
        },
        x => x.Name);

    private static readonly ObjectSpec<PasswdUser> s_user = new("user", PasswdUser.Empty,
        new(Line(Text("gecos")), Line(Texts("groups")), Line(Text("homeDir")), Line(Plain("name")), Boolean("noCreateHome"), Boolean("noLogInit"),
            Boolean("noUserGroup"), Line(Text("passwordHash")), Line(Text("primaryGroup")), Texts("sshAuthorizedKeys"), Line(Text("shell")),
            Boolean("shouldExist", V3_2), Boolean("system"), Integer("uid")),
        v => new()
        {
            Gecos = v[0].Text,
            Groups = v[1].List<string>(),
            HomeDir = v[2].Text,
            Name = v[3].Plain,
            NoCreateHome = v[4].Boolean,
            NoLogInit = v[5].Boolean,
            NoUserGroup = v[6].Boolean,
            PasswordHash = v[7].Secret,
            PrimaryGroup = v[8].Text,
            SshAuthorizedKeys = v[9].List<string>(),
            Shell = v[10].Text,
            ShouldExist = v[11].Boolean,
            System = v[12].Boolean,
            Uid = v[13].Integer,
        },
        (x, to) =>
        {
            to[0] = Value.Of(x.Gecos);
            to[1] = Value.OfList(x.Groups);
            to[2] = Value.Of(x.HomeDir);
            to[3] = Value.OfPlain(x.Name);
            to[4] = Value.Of(x.NoCreateHome);
            to[5] = Value.Of(x.NoLogInit);
            to[6] = Value.Of(x.NoUserGroup);
            to[7] = Value.Of(x.PasswordHash);
            to[8] = Value.Of(x.PrimaryGroup);
            to[9] = Value.OfList(x.SshAuthorizedKeys);
            to[10] = Value.Of(x.Shell);
            to[11] = Value.Of(x.ShouldExist);
            to[12] = Value.Of(x.System);
            to[13] = Value.Of(x.Uid);
        },
        x => x.Name);

    /// <summary>The table.</summary>
    public static readonly ObjectSpec<Passwd> Section = new("passwd", Passwd.Empty,
        new(Objects("groups", s_group), Objects("users", s_user)),
        v => new() { Groups = v[0].List<PasswdGroup>(), Users = v[1].List<PasswdUser>() },
        (x, to) => { to[0] = Value.OfList(x.Groups); to[1] = Value.OfList(x.Users); });
}
