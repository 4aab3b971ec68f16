using Ignition.Butane.Output;

namespace Ignition.Butane.CloudConfig;

/// <summary>A user of the config.</summary>
/// <param name="name">Its name.</param>
/// <param name="from">What it was made from.</param>
internal sealed class DraftUser(string name, CloudValue from)
{
    private readonly List<(string Key, Node Node, CloudValue From)> _fields = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What it was made from.</summary>
    public CloudValue From => from;

    /// <summary>Its groups, and what asks for them.</summary>
    public List<(string Name, CloudValue From)> Groups { get; } = [];

    /// <summary>Its keys.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>False when groups that do not exist are not made for it.</summary>
    public bool MakesGroups { get; set; } = true;

    /// <summary>The value that says what the user may do as root; null when nothing does.</summary>
    public CloudValue? Sudo { get; set; }

    /// <summary>True when there is such a field.</summary>
    public bool Has(string key) => _fields.Exists(field => field.Key == key);

    /// <summary>Sets a field that has no value yet; of several the first counts, which is reported.</summary>
    /// <param name="key">Name of the field.</param>
    /// <param name="node">Its value.</param>
    /// <param name="by">What asks for it.</param>
    public void Set(string key, Node node, CloudValue by)
    {
        if (_fields.Find(field => field.Key == key) is { Node: not null } other)
        {
            by.Lose($"{other.From.Path} on {CloudReport.Line(other.From.Key)} says it already, and the first one counts");
            return;
        }

        _fields.Add((key, node, by));
    }

    /// <summary>Takes a field away.</summary>
    /// <param name="key">Name of the field.</param>
    /// <returns>What asked for it; null when nothing did.</returns>
    public CloudValue? Unset(string key)
    {
        var by = _fields.Find(field => field.Key == key).From;
        _fields.RemoveAll(field => field.Key == key);
        return by;
    }

    /// <summary>Text of a field.</summary>
    public (string Text, CloudValue From)? Text(string key) =>
        _fields.Find(field => field.Key == key) is { Node: not null } field ? (field.Node.Text, field.From) : null;

    /// <summary>The user as Butane.</summary>
    /// <returns>The node.</returns>
    public Node Node()
    {
        var members = new List<(string, Node)> { ("name", Output.Node.Of(name)) };
        members.AddRange(_fields.Select(field => (field.Key, field.Node)));
        if (Groups.Count > 0)
        {
            members.Add(("groups", CloudDraft.List(Groups.Select(group => group.Name))));
        }

        if (Keys.Count > 0)
        {
            members.Add(("ssh_authorized_keys", CloudDraft.List(Keys)));
        }

        return Output.Node.Map(members);
    }
}

/// <summary>Users and groups of the config: one of each name.</summary>
internal sealed class DraftAccounts
{
    private readonly OrderedDictionary<string, CloudValue> _groups = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, DraftUser> _users = new(StringComparer.Ordinal);

    /// <summary>The users.</summary>
    public IReadOnlyList<DraftUser> Users => _users.Values;

    /// <summary>The name of the user that cloud-init calls <c>default</c>.</summary>
    public string Default { get; set; } = KnownAccounts.DefaultUser;

    /// <summary>True when there is such a group.</summary>
    public bool HasGroup(string name) => _groups.ContainsKey(name);

    /// <summary>Adds a group that is new.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">What asks for it.</param>
    /// <returns>False when it is there already.</returns>
    public bool AddGroup(string name, CloudValue from) => _groups.TryAdd(name, from);

    /// <summary>True when there is such a user.</summary>
    public bool HasUser(string name) => _users.ContainsKey(name);

    /// <summary>The user of a name, made when it is new.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">What asks for it.</param>
    /// <returns>The user.</returns>
    public DraftUser User(string name, CloudValue from)
    {
        if (!_users.TryGetValue(name, out var user))
        {
            _users.Add(name, user = new DraftUser(name, from));
        }

        return user;
    }

    /// <summary>The groups as Butane.</summary>
    public IReadOnlyList<DraftItem> GroupItems() =>
        [.. _groups.Select(group => new DraftItem(Node.Map(("name", Node.Of(group.Key))), group.Value.Key))];

    /// <summary>The users as Butane.</summary>
    public IReadOnlyList<DraftItem> UserItems() => [.. _users.Values.Select(user => new DraftItem(user.Node(), user.From.Key))];
}
