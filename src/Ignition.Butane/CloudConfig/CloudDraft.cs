using Ignition.Butane.Output;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary>The Butane config that is being made, and what was not carried into it.</summary>
/// <param name="target">The system it is for.</param>
/// <param name="report">What there is to say.</param>
internal sealed class CloudDraft(CloudTarget target, CloudReport report)
{
    private List<(string Section, string Name, IReadOnlyList<DraftItem> Items)> _sections = [];

    /// <summary>The system it is for.</summary>
    public CloudTarget Target => target;

    /// <summary>What there is to say.</summary>
    public CloudReport Report => report;

    /// <summary>True for the language of coreos-cloudinit.</summary>
    public bool Coreos { get; set; }

    /// <summary>Users and groups.</summary>
    public DraftAccounts Accounts { get; } = new();

    /// <summary>Files.</summary>
    public DraftFiles Files { get; } = new();

    /// <summary>Units.</summary>
    public DraftUnits Units { get; } = new(report);

    /// <summary>How many scripts there are beside the cloud-config.</summary>
    public int Scripts { get; set; }

    /// <summary>Links.</summary>
    public List<DraftItem> Links { get; } = [];

    /// <summary>Disks.</summary>
    public List<DraftItem> Disks { get; } = [];

    /// <summary>Filesystems.</summary>
    public List<DraftItem> Filesystems { get; } = [];

    /// <summary>The config.</summary>
    /// <returns>Its root.</returns>
    public Node Build()
    {
        Files.Yield(Units.Paths());
        var version = Files.HasSpecialModes ? target.SpecialModes : target.Version;
        var root = new List<(string, Node)> { ("variant", Node.Of(target.Variant)), ("version", Node.Of(version)) };
        foreach (var (section, name, items) in _sections = Made())
        {
            if (items.Count == 0)
            {
                continue;
            }

            var (last, node) = root[^1];
            if (last != section)
            {
                root.Add((section, node = Node.Map([])));
            }

            node.Members.Add((name, List([.. items.Select(item => item.Node)])));
        }

        return Node.Map(root);
    }

    /// <summary>Where a part of the config came from.</summary>
    /// <param name="path">A path of the config, such as <c>$.storage.files.0.mode</c>.</param>
    /// <returns>The node of the source; null when it is not of one.</returns>
    public YamlNode? Origin(string path)
    {
        var names = path.Split('.');
        if (names is not ["$", var section, var name, var number, ..] || !int.TryParse(number, out var index))
        {
            return null;
        }

        var items = _sections.Find(list => (list.Section, list.Name) == (section, name)).Items;
        return items?.ElementAtOrDefault(index)?.From;
    }

    /// <summary>A list.</summary>
    public static Node List(List<Node> items) => new(NodeKind.List) { Members = items.ConvertAll(item => ("", item)) };

    /// <summary>A list of texts.</summary>
    public static Node List(IEnumerable<string> texts) => List([.. texts.Select(Node.Of)]);

    /// <summary>A truth value.</summary>
    public static Node Flag(bool flag) => new(NodeKind.Flag) { Number = flag ? 1 : 0 };

    /// <summary>YAML as it stands.</summary>
    public static Node Verbatim(string yaml) => new(NodeKind.Verbatim) { Text = yaml };

    private List<(string Section, string Name, IReadOnlyList<DraftItem> Items)> Made() =>
    [
        ("passwd", "groups", Accounts.GroupItems()),
        ("passwd", "users", Accounts.UserItems()),
        ("storage", "disks", Disks),
        ("storage", "filesystems", Filesystems),
        ("storage", "files", Files.Items()),
        ("storage", "links", Links),
        ("systemd", "units", Units.Items()),
    ];
}

/// <summary>An item of the config.</summary>
internal sealed class DraftItem(Node node, YamlNode from)
{
    /// <summary>The item.</summary>
    public Node Node { get; } = node;

    /// <summary>What it was made from.</summary>
    public YamlNode From { get; } = from;
}
