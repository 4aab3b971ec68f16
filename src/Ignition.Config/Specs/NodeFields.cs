using Ignition.Config.Model;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>Directories, files and links. What they have in common comes first in each.</summary>
internal static class NodeFields
{
    private static readonly ObjectSpec<Owner> s_owner = new("owner", Owner.Empty, static (ref rows, x) => new()
    {
        Id = rows.Integer("id", x.Id),
        Name = rows.Text("name", x.Name),
    });

    /// <summary>A directory.</summary>
    public static readonly ObjectSpec<ConfigDirectory> Directory = new("directory", ConfigDirectory.Empty, static (ref rows, x) => new()
    {
        Group = rows.Object("group", x.Group, s_owner),
        Overwrite = rows.Boolean("overwrite", x.Overwrite),
        Path = rows.Plain("path", x.Path),
        User = rows.Object("user", x.User, s_owner),
        Mode = rows.Integer("mode", x.Mode),
    }, static x => x.Path);

    /// <summary>A file.</summary>
    public static readonly ObjectSpec<ConfigFile> File = new("file", ConfigFile.Empty, static (ref rows, x) => new()
    {
        Group = rows.Object("group", x.Group, s_owner),
        Overwrite = rows.Boolean("overwrite", x.Overwrite),
        Path = rows.Plain("path", x.Path),
        User = rows.Object("user", x.User, s_owner),
        Append = rows.Objects("append", x.Append, ResourceFields.Contents, list: ListKind.Appended),
        Contents = rows.Object("contents", x.Contents, ResourceFields.Contents),
        Mode = rows.Integer("mode", x.Mode),
    }, static x => x.Path);

    /// <summary>A link.</summary>
    public static readonly ObjectSpec<ConfigLink> Link = new("link", ConfigLink.Empty, static (ref rows, x) => new()
    {
        Group = rows.Object("group", x.Group, s_owner),
        Overwrite = rows.Boolean("overwrite", x.Overwrite),
        Path = rows.Plain("path", x.Path),
        User = rows.Object("user", x.User, s_owner),
        Hard = rows.Boolean("hard", x.Hard),
        Target = rows.Text("target", x.Target, plainBefore: V3_3, requiredBefore: V3_3),
    }, static x => x.Path);
}
