using Ignition.Butane.Output;

namespace Ignition.Butane.CloudConfig;

/// <summary>A unit of the config.</summary>
/// <param name="name">Its name.</param>
/// <param name="from">What it was made from.</param>
internal sealed class DraftUnit(string name, CloudValue from)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What it was made from.</summary>
    public CloudValue From => from;

    /// <summary>Its text; null when the system has it.</summary>
    public string? Contents { get; set; }

    /// <summary>True to enable it, false to disable it, null to leave that alone.</summary>
    public bool? Enabled { get; set; }

    /// <summary>True to mask it.</summary>
    public bool Mask { get; set; }

    /// <summary>Its drop-ins.</summary>
    public List<(string Name, string Contents, CloudValue From)> Dropins { get; } = [];

    /// <summary>The unit as Butane.</summary>
    /// <returns>The node.</returns>
    public Node Node()
    {
        var members = new List<(string, Node)> { ("name", Output.Node.Of(name)) };
        if (Enabled is { } enabled)
        {
            members.Add(("enabled", CloudDraft.Flag(enabled)));
        }

        if (Mask)
        {
            members.Add(("mask", CloudDraft.Flag(true)));
        }

        if (Contents is not null)
        {
            members.Add(("contents", Output.Node.Of(Contents)));
        }

        if (Dropins.Count > 0)
        {
            members.Add(("dropins", CloudDraft.List(Dropins.ConvertAll(dropin =>
                Output.Node.Map(("name", Output.Node.Of(dropin.Name)), ("contents", Output.Node.Of(dropin.Contents)))))));
        }

        return Output.Node.Map(members);
    }
}

/// <summary>The units of the config: one of each name.</summary>
/// <param name="report">Takes what gives way to something else.</param>
internal sealed class DraftUnits(CloudReport report)
{
    private readonly OrderedDictionary<string, DraftUnit> _units = new(StringComparer.Ordinal);

    /// <summary>Finds a unit.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The unit or null.</returns>
    public DraftUnit? Find(string name) => _units.GetValueOrDefault(name);

    /// <summary>The unit of a name, made when it is new.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">What asks for it.</param>
    /// <returns>The unit.</returns>
    public DraftUnit At(string name, CloudValue from)
    {
        if (Find(name) is not { } unit)
        {
            _units.Add(name, unit = new DraftUnit(name, from));
        }

        return unit;
    }

    /// <summary>Adds a unit that is enabled.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its text.</param>
    /// <param name="from">What it was made from.</param>
    /// <returns>False when there is such a unit already, which is reported.</returns>
    public bool Add(string name, string text, CloudValue from)
    {
        if (Find(name) is { Contents: not null } other)
        {
            report.Lose(from, $"{other.From.Path} on {CloudReport.Line(other.From.Key)} makes {name} already, and the first one counts");
            return false;
        }

        var unit = At(name, from);
        (unit.Contents, unit.Enabled) = (text, true);
        return true;
    }

    /// <summary>Paths that units and drop-ins are written to.</summary>
    /// <returns>Those with contents.</returns>
    public IEnumerable<(string Path, CloudValue From)> Paths()
    {
        foreach (var unit in _units.Values)
        {
            if (unit.Contents is { Length: > 0 })
            {
                yield return ($"/etc/systemd/system/{unit.Name}", unit.From);
            }

            foreach (var dropin in unit.Dropins)
            {
                yield return ($"/etc/systemd/system/{unit.Name}.d/{dropin.Name}", dropin.From);
            }
        }
    }

    /// <summary>The units as Butane.</summary>
    /// <returns>The items.</returns>
    public IReadOnlyList<DraftItem> Items() => [.. _units.Values.Select(unit => new DraftItem(unit.Node(), unit.From.Key))];
}
