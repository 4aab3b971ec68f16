using Ignition.Butane.Output;
using Ignition.Butane.Reading;

namespace Ignition.Butane.CloudConfig;

/// <summary>The Butane config that is being made, and what was not carried into it.</summary>
/// <param name="file">Name of the cloud-config.</param>
/// <param name="lines">Its lines.</param>
internal sealed class CloudDraft(string file, LineIndex lines)
{
    /// <summary>Users by name, in order.</summary>
    public List<(string Name, List<(string Key, Node Node)> Members)> Users { get; } = [];

    /// <summary>Groups.</summary>
    public List<Node> Groups { get; } = [];

    /// <summary>Files.</summary>
    public List<Node> Files { get; } = [];

    /// <summary>Links.</summary>
    public List<Node> Links { get; } = [];

    /// <summary>Disks.</summary>
    public List<Node> Disks { get; } = [];

    /// <summary>Filesystems.</summary>
    public List<Node> Filesystems { get; } = [];

    /// <summary>Units.</summary>
    public List<Node> Units { get; } = [];

    /// <summary>What was not carried.</summary>
    public List<Finding> Notes { get; } = [];

    /// <summary>Says that something was not carried.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="key">Its name.</param>
    /// <param name="advice">What to do instead.</param>
    public void Note(YamlNode at, string key, string advice) =>
        Notes.Add(new Finding(false, key, file, at.Line, lines.Characters(at.Line, at.Column), advice));

    /// <summary>The members of a user, added when it is new.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The members.</returns>
    public List<(string Key, Node Node)> User(string name)
    {
        var user = Users.Find(user => user.Name == name);
        if (user.Members is null)
        {
            Users.Add(user = (name, [("name", Node.Of(name))]));
        }

        return user.Members;
    }

    /// <summary>Adds texts to a list of a user.</summary>
    /// <param name="name">The user.</param>
    /// <param name="key">The list.</param>
    /// <param name="texts">The texts.</param>
    public void AddTo(string name, string key, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        var members = User(name);
        var at = members.FindIndex(member => member.Key == key);
        var list = at < 0 ? List([]) : members[at].Node;
        if (at < 0)
        {
            members.Add((key, list));
        }

        foreach (var text in texts)
        {
            if (!list.Members.Exists(item => item.Node.Text == text))
            {
                list.Members.Add(("", Node.Of(text)));
            }
        }
    }

    /// <summary>Adds a file with a text.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="mode">Its mode, in octal.</param>
    /// <param name="text">The text.</param>
    public void AddFile(string path, string mode, string text) => Files.Add(Node.Map(
        ("path", Node.Of(path)), ("mode", Verbatim(mode)), ("overwrite", Flag(true)), ("contents", Node.Map(("inline", Node.Of(text))))));

    /// <summary>Adds a unit that is enabled.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its text.</param>
    public void AddUnit(string name, string text) =>
        Units.Add(Node.Map(("name", Node.Of(name)), ("enabled", Flag(true)), ("contents", Node.Of(text))));

    /// <summary>The config.</summary>
    /// <returns>Its root.</returns>
    public Node Build()
    {
        var root = new List<(string, Node)> { ("variant", Node.Of("fcos")), ("version", Node.Of("1.6.0")) };
        Section(root, "passwd", ("groups", Groups), ("users", Users.ConvertAll(user => Node.Map(user.Members))));
        Section(root, "storage", ("disks", Disks), ("filesystems", Filesystems), ("files", Files), ("links", Links));
        Section(root, "systemd", ("units", Units));
        return Node.Map(root);
    }

    /// <summary>A list.</summary>
    public static Node List(List<Node> items) => new(NodeKind.List) { Members = items.ConvertAll(item => ("", item)) };

    /// <summary>A truth value.</summary>
    public static Node Flag(bool flag) => new(NodeKind.Flag) { Number = flag ? 1 : 0 };

    /// <summary>YAML as it stands.</summary>
    public static Node Verbatim(string yaml) => new(NodeKind.Verbatim) { Text = yaml };

    private static void Section(List<(string, Node)> root, string name, params ReadOnlySpan<(string Key, List<Node> Items)> lists)
    {
        var members = new List<(string, Node)>();
        foreach (var (key, items) in lists)
        {
            if (items.Count > 0)
            {
                members.Add((key, List(items)));
            }
        }

        if (members.Count > 0)
        {
            root.Add((name, Node.Map(members)));
        }
    }
}
