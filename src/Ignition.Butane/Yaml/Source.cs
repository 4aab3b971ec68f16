namespace Ignition.Butane.Yaml;

/// <summary>A file the user wrote.</summary>
internal sealed class Source
{
    /// <summary>Makes the source.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="root">Root of its document.</param>
    /// <param name="lines">Its lines.</param>
    public Source(string file, YamlNode root, LineIndex lines)
    {
        (File, Root, Lines) = (file, root, lines);
        Path = YamlPath.RootOf(this);
    }

    /// <summary>Its name.</summary>
    public string File { get; }

    /// <summary>Root of its document.</summary>
    public YamlNode Root { get; }

    /// <summary>Its lines.</summary>
    public LineIndex Lines { get; }

    /// <summary>The path of its document.</summary>
    public YamlPath Path { get; }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="file">Its name.</param>
    /// <returns>The source; its document is an empty mapping when there is none.</returns>
    /// <exception cref="YamlException">The bytes are not YAML.</exception>
    public static Source Read(ReadOnlySpan<byte> bytes, string file)
    {
        var root = YamlComposer.Compose(YamlBytes.Decode(bytes), out var lines);
        if (root is null || YamlScalars.IsNull(root))
        {
            root = new YamlNode(YamlKind.Mapping, 1, 1);
        }

        return new Source(file, root, lines);
    }

    /// <summary>Line and column of a path, or of its deepest part that exists.</summary>
    /// <param name="path">A path of this document.</param>
    /// <returns>Both counted from 1, the column in characters.</returns>
    public (int Line, int Column) Where(YamlPath path) => Where(path.Locate(Root, out _));

    /// <summary>Line and column of a node.</summary>
    /// <param name="node">A node of this document.</param>
    /// <returns>Both counted from 1, the column in characters.</returns>
    public (int Line, int Column) Where(YamlNode node) => (node.Line, Lines.Characters(node.Line, node.Column));
}
