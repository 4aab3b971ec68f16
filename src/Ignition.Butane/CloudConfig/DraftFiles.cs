using Ignition.Butane.Output;
using Ignition.Butane.Values;

namespace Ignition.Butane.CloudConfig;

/// <summary>A file of the config.</summary>
/// <param name="path">Its path.</param>
/// <param name="from">What it was made from.</param>
internal sealed class DraftFile(string path, CloudValue from)
{
    /// <summary>Mode 0440.</summary>
    public const int ReadOnly = (int)(UnixFileMode.UserRead | UnixFileMode.GroupRead);

    /// <summary>Mode 0600.</summary>
    public const int Private = Permissions.Private;

    /// <summary>Mode 0644.</summary>
    public const int Readable = Permissions.Readable;

    /// <summary>Mode 0755.</summary>
    public const int Program = Permissions.Program;

    /// <summary>Its path.</summary>
    public string Path => path;

    /// <summary>What it was made from.</summary>
    public CloudValue From { get; set; } = from;

    /// <summary>Its mode; null for the default.</summary>
    public int? Mode { get; set; }

    /// <summary>Name or number of its user; null for root.</summary>
    public string? User { get; set; }

    /// <summary>Name or number of its group; null for root.</summary>
    public string? Group { get; set; }

    /// <summary>What it holds; null when it is only appended to.</summary>
    public Node? Contents { get; set; }

    /// <summary>What is appended.</summary>
    public List<Node> Append { get; } = [];

    /// <summary>The file as Butane.</summary>
    /// <returns>The node.</returns>
    public Node Node()
    {
        var members = new List<(string, Node)> { ("path", Output.Node.Of(path)) };
        if (Mode is { } mode)
        {
            members.Add(("mode", CloudDraft.Verbatim("0" + Convert.ToString(mode, 8))));
        }

        Owner(members, "user", User);
        Owner(members, "group", Group);
        if (Contents is not null)
        {
            members.Add(("overwrite", CloudDraft.Flag(true)));
            members.Add(("contents", Contents));
        }

        if (Append.Count > 0)
        {
            members.Add(("append", CloudDraft.List(Append)));
        }

        return Output.Node.Map(members);
    }

    private static void Owner(List<(string, Node)> members, string key, string? owner)
    {
        if (owner is not null)
        {
            var number = owner.All(char.IsAsciiDigit);
            members.Add((key, Output.Node.Map((number ? "id" : "name", number ? CloudDraft.Verbatim(owner.TrimStart('0').PadLeft(1, '0')) : Output.Node.Of(owner)))));
        }
    }
}

/// <summary>The files of the config: one for each path, whoever asks for it.</summary>
internal sealed class DraftFiles
{
    private const int SpecialBits = 0xE00; // setuid, setgid and sticky
    private readonly OrderedDictionary<string, DraftFile> _files = new(StringComparer.Ordinal);

    /// <summary>True when a mode needs a version that has setuid bits.</summary>
    public bool HasSpecialModes => _files.Values.Any(file => (file.Mode & SpecialBits) is not (null or 0));

    /// <summary>Finds a file.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The file or null.</returns>
    public DraftFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>The file of a path, made when it is new.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="from">What asks for it.</param>
    /// <returns>The file.</returns>
    public DraftFile At(string path, CloudValue from)
    {
        if (Find(path) is not { } file)
        {
            _files.Add(path, file = new DraftFile(path, from));
        }

        return file;
    }

    /// <summary>Writes a file with a text; what was to be there before gives way.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="mode">Its mode.</param>
    /// <param name="text">The text.</param>
    /// <param name="from">What it was made from.</param>
    public void Put(string path, int mode, string text, CloudValue from)
    {
        Remove(path, $"{from.Path} on {CloudReport.Line(from.Key)} writes {path} after this");
        var file = At(path, from);
        (file.Mode, file.Contents) = (mode, Node.Map(("inline", Node.Of(text))));
    }

    /// <summary>Takes a file out.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="why">One sentence.</param>
    public void Remove(string path, string why)
    {
        if (Find(path) is { } file)
        {
            file.From.LoseAll(why);
            _files.Remove(path);
        }
    }

    /// <summary>Gives way to units, which are written to the same paths.</summary>
    /// <param name="paths">Paths of units and drop-ins with contents, and their sources.</param>
    public void Yield(IEnumerable<(string Path, CloudValue From)> paths)
    {
        foreach (var (path, from) in paths)
        {
            Remove(path, $"{from.Path} on {CloudReport.Line(from.Key)} writes {path} after this");
        }
    }

    /// <summary>The files as Butane.</summary>
    /// <returns>The items.</returns>
    public IReadOnlyList<DraftItem> Items() => [.. _files.Values.Select(file => new DraftItem(file.Node(), file.From.Key))];
}
