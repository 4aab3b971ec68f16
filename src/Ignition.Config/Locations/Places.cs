using Ignition.Config.Model;

namespace Ignition.Config.Locations;

/// <summary>Where every value of a config stands in what the user wrote.</summary>
/// <remarks>Paths are those of reports: <c>$.storage.files.0.mode</c>.</remarks>
public sealed class Places
{
    internal Places(PlaceNode root) => Root = root;

    /// <summary>No places: the config was not read from text.</summary>
    public static Places None { get; } = new(new BuiltNode(null));

    internal PlaceNode Root { get; }

    /// <summary>Where a value stands.</summary>
    /// <param name="path">Path of the value; a leading <c>$</c> may be left out.</param>
    /// <returns>The place of the value, or of its nearest ancestor that has one, or null when none has.</returns>
    public Place? Find(string path) => Find(path, exact: false);

    /// <summary>As the reference implementation finds it: keys in another case are not seen.</summary>
    internal Place? FindAsReference(string path) => Find(path, exact: true);

    /// <summary>The places in a compact form, for a file.</summary>
    /// <returns>JSON in UTF-8. It holds keys and file names, and no values.</returns>
    public byte[] Write() => PlacesFile.Write(Root);

    /// <summary>Reads what <see cref="Write"/> gave.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <returns>The places.</returns>
    /// <exception cref="FormatException">The bytes are not what <see cref="Write"/> gives.</exception>
    public static Places Read(ReadOnlyMemory<byte> bytes) => new(PlacesFile.Read(bytes));

    private Place? Find(string path, bool exact)
    {
        var node = Root;
        var best = node.Place;
        var rest = path.AsSpan();
        if (rest.StartsWith("$")) rest = rest[1..].TrimStart('.');
        while (rest.Length > 0)
        {
            var dot = rest.IndexOf('.');
            var name = dot < 0 ? rest : rest[..dot];
            rest = dot < 0 ? default : rest[(dot + 1)..];
            if (node.Child(name.ToString(), exact) is not { } child) break;
            node = child;
            best = node.Place ?? best;
        }
        return best;
    }
}
