using Ignition.Butane.Files;
using Ignition.Butane.Reporting;
using Ignition.Butane.Schema;
using Ignition.Butane.Values;

namespace Ignition.Butane.Sugar;

/// <summary>Embeds <c>storage.trees</c>: every file and link below a local directory.</summary>
/// <param name="local">The local files.</param>
/// <param name="resources">Embeds contents.</param>
/// <param name="nodes">The nodes there are.</param>
/// <param name="findings">Takes errors.</param>
internal sealed class Trees(Local local, Resources resources, NodeIndex nodes, Findings findings)
{
    private const long DefaultFileMode = Permissions.Readable;
    private const long DefaultDirectoryMode = Permissions.Program;

    /// <summary>Embeds the trees in their order.</summary>
    /// <param name="document">The document.</param>
    public void Embed(Value document)
    {
        foreach (var tree in document["storage"]?.ItemsOf("trees") ?? [])
        {
            if (!local.HasRoot(tree.From!))
            {
                return;
            }

            if (local.Resolve(tree.TextOf("local"), tree.From!) is not { } source)
            {
                continue;
            }

            Guarded(tree, () =>
            {
                if (local.Files.KindOf(source, follow: true) != LocalKind.Directory)
                {
                    findings.Error(tree.From!, $"{tree.TextOf("local")} is no directory");
                    return;
                }

                var path = tree.TextOf("path");
                Walk(tree, source, LocalPath.Clean(path.Length == 0 ? "/" : path));
            });
        }
    }

    private void Walk(Value tree, string source, string destination) => Guarded(tree, () =>
    {
        switch (local.Files.KindOf(source, follow: false))
        {
            case LocalKind.Directory:
                Directory(tree, destination);
                var names = new List<string>(local.Files.List(source));
                names.Sort(LocalPath.CompareBytes);
                foreach (var name in names)
                {
                    Walk(tree, source + "/" + name, LocalPath.Join(destination, name));
                }

                break;
            case LocalKind.Link:
                Link(tree, source, destination);
                break;
            case LocalKind.File:
                File(tree, source, destination, DefaultFileMode);
                break;
            case LocalKind.Program:
                File(tree, source, destination, DefaultDirectoryMode);
                break;
            default:
                findings.Error(tree.From!, $"{source} is neither file, directory nor link");
                break;
        }
    });

    private void Directory(Value tree, string path)
    {
        if (tree["dir_mode"] is null && !HasOwner(tree))
        {
            return;
        }

        if (nodes.Find(path) is not null)
        {
            Conflict(tree, path);
            return;
        }

        var node = Add("directories", tree, path);
        node["mode"] = Value.Of(tree["dir_mode"]?.Number ?? DefaultDirectoryMode, tree.From);
    }

    private void Link(Value tree, string source, string path)
    {
        var node = nodes.Find(path);
        if (node is not null && (node.Type != StorageTypes.Link || node.TextOf("target").Length > 0))
        {
            Conflict(tree, path);
            return;
        }

        node ??= Add("links", tree, path);
        node["target"] = Value.Of(local.Files.ReadLink(source), tree.From);
    }

    private void File(Value tree, string source, string path, long mode)
    {
        var node = nodes.Find(path);
        if (node is not null && (node.Type != StorageTypes.File || HasContents(node)))
        {
            Conflict(tree, path);
            return;
        }

        var bytes = local.Files.Read(source);
        var added = node is null;
        node ??= Add("files", tree, path);
        resources.Put(node.Ensure("contents", tree.From), bytes, tree.From!);
        node["mode"] ??= Value.Of((added ? tree["file_mode"]?.Number : null) ?? mode, tree.From);
    }

    private Value Add(string list, Value tree, string path)
    {
        var node = nodes.Add(list, path, tree.From!, tree.From!);
        foreach (var owner in (ReadOnlySpan<string>)["user", "group"])
        {
            if (tree[owner] is { } named)
            {
                var copy = node.Ensure(owner, tree.From);
                copy["id"] = named["id"]?.At(tree.From);
                copy["name"] = named["name"]?.At(tree.From);
            }
        }

        return node;
    }

    // A problem of the file system is reported once for the node it concerns.
    private void Guarded(Value tree, Action action)
    {
        try
        {
            action();
        }
        catch (LocalFileException problem)
        {
            findings.Error(tree.From!, problem.Message);
        }
    }

    private void Conflict(Value tree, string path) =>
        findings.Error(tree.From!, $"{path} is in the config already, and the tree would overwrite it");

    private static bool HasContents(Value file) => file["contents"] is { } contents
        && (contents["inline"] is not null || contents["local"] is not null || contents.TextOf("source").Length > 0);

    private static bool HasOwner(Value tree) => HasMember(tree["user"]) || HasMember(tree["group"]);

    private static bool HasMember(Value? owner) => owner is not null && (owner["id"] is not null || owner["name"] is not null);
}
