using Ignition.Config.Model;
using static Ignition.Config.Specs.Row;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>Directories, files and links.</summary>
internal static class NodeFields
{
    private static readonly ObjectSpec<Owner> s_owner = new("owner", Owner.Empty,
        new(Integer("id"), Text("name")),
        v => new() { Id = v[0].Integer, Name = v[1].Text },
        (x, to) => { to[0] = Value.Of(x.Id); to[1] = Value.Of(x.Name); });

    /// <summary>A directory.</summary>
    public static readonly ObjectSpec<ConfigDirectory> Directory = new("directory", ConfigDirectory.Empty,
        Table(Integer("mode")),
        v => new()
        {
            Group = v[0].Object(Owner.Empty),
            Overwrite = v[1].Boolean,
            Path = v[2].Plain,
            User = v[3].Object(Owner.Empty),
            Mode = v[4].Integer,
        },
        (x, to) => { Take(x, to); to[4] = Value.Of(x.Mode); },
        x => x.Path);

    /// <summary>A file.</summary>
    public static readonly ObjectSpec<ConfigFile> File = new("file", ConfigFile.Empty,
        Table(Objects("append", ResourceFields.Contents) with { List = ListKind.Appended }, Object("contents", ResourceFields.Contents), Integer("mode")),
        v => new()
        {
            Group = v[0].Object(Owner.Empty),
            Overwrite = v[1].Boolean,
            Path = v[2].Plain,
            User = v[3].Object(Owner.Empty),
            Append = v[4].List<Resource>(),
            Contents = v[5].Object(Resource.Empty),
            Mode = v[6].Integer,
        },
        (x, to) =>
        {
            Take(x, to);
            to[4] = Value.OfList(x.Append);
            to[5] = Value.OfObject(x.Contents);
            to[6] = Value.Of(x.Mode);
        },
        x => x.Path);

    /// <summary>A link.</summary>
    public static readonly ObjectSpec<ConfigLink> Link = new("link", ConfigLink.Empty,
        Table(Boolean("hard"), Text("target", plainBefore: V3_3) with { RequiredFrom = V3_0, RequiredBefore = V3_3 }),
        v => new()
        {
            Group = v[0].Object(Owner.Empty),
            Overwrite = v[1].Boolean,
            Path = v[2].Plain,
            User = v[3].Object(Owner.Empty),
            Hard = v[4].Boolean,
            Target = v[5].Text,
        },
        (x, to) => { Take(x, to); to[4] = Value.Of(x.Hard); to[5] = Value.Of(x.Target); },
        x => x.Path);

    private static FieldTable Table(params Field[] more) =>
        new([Object("group", s_owner), Boolean("overwrite"), Plain("path"), Object("user", s_owner), .. more]);

    private static void Take(Node x, Span<Value> to)
    {
        to[0] = Value.OfObject(x.Group);
        to[1] = Value.Of(x.Overwrite);
        to[2] = Value.OfPlain(x.Path);
        to[3] = Value.OfObject(x.User);
    }
}
