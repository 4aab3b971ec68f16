using Ignition.Config.Model;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>Users and groups.</summary>
internal static class PasswdFields
{
    private static readonly ObjectSpec<PasswdGroup> s_group = new("group", PasswdGroup.Empty, static (ref rows, x) => new()
    {
        Gid = rows.Integer("gid", x.Gid),
        Name = rows.Plain("name", x.Name, use: TextUse.Line),
        PasswordHash = rows.Text("passwordHash", x.PasswordHash, TextUse.Line),
        ShouldExist = rows.Boolean("shouldExist", x.ShouldExist, V3_2),
        System = rows.Boolean("system", x.System),
    }, static x => x.Name);

    private static readonly ObjectSpec<PasswdUser> s_user = new("user", PasswdUser.Empty, static (ref rows, x) => new()
    {
        Gecos = rows.Text("gecos", x.Gecos, use: TextUse.Line),
        Groups = rows.Texts("groups", x.Groups, use: TextUse.Line),
        HomeDir = rows.Text("homeDir", x.HomeDir, use: TextUse.Line),
        Name = rows.Plain("name", x.Name, use: TextUse.Line),
        NoCreateHome = rows.Boolean("noCreateHome", x.NoCreateHome),
        NoLogInit = rows.Boolean("noLogInit", x.NoLogInit),
        NoUserGroup = rows.Boolean("noUserGroup", x.NoUserGroup),
        PasswordHash = rows.Text("passwordHash", x.PasswordHash, TextUse.Line),
        PrimaryGroup = rows.Text("primaryGroup", x.PrimaryGroup, use: TextUse.Line),
        SshAuthorizedKeys = rows.Texts("sshAuthorizedKeys", x.SshAuthorizedKeys),
        Shell = rows.Text("shell", x.Shell, use: TextUse.Line),
        ShouldExist = rows.Boolean("shouldExist", x.ShouldExist, V3_2),
        System = rows.Boolean("system", x.System),
        Uid = rows.Integer("uid", x.Uid),
    }, static x => x.Name);

    /// <summary>The section.</summary>
    public static readonly ObjectSpec<Passwd> Section = new("passwd", Passwd.Empty, static (ref rows, x) => new()
    {
        Groups = rows.Objects("groups", x.Groups, s_group),
        Users = rows.Objects("users", x.Users, s_user),
    });
}
