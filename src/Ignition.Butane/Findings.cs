using Ignition.Butane.Reading;

namespace Ignition.Butane;

/// <summary>Something to report, with its path and place in the YAML.</summary>
/// <param name="IsError">True for an error, false for a warning.</param>
/// <param name="Path">Path as it is printed; empty for the whole document.</param>
/// <param name="Line">Line, counted from 1; 0 when there is no place.</param>
/// <param name="Column">Column in characters, counted from 1.</param>
/// <param name="Message">One sentence.</param>
internal sealed record Finding(bool IsError, string Path, int Line, int Column, string Message);

/// <summary>Collects what is found, and knows where it stands.</summary>
/// <param name="root">Root of the document.</param>
/// <param name="lines">The document's lines, for columns in characters.</param>
internal sealed class Findings(YamlNode root, LineIndex lines)
{
    /// <summary>What was found, in order.</summary>
    public List<Finding> All { get; } = [];

    /// <summary>True once there is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>The document.</summary>
    public YamlNode Root => root;

    /// <summary>Reports an error at a path's value.</summary>
    public void Error(YamlPath path, string message) => Add(true, path, message);

    /// <summary>Reports a warning at a path's value.</summary>
    public void Warning(YamlPath path, string message) => Add(false, path, message);

    /// <summary>Reports something at a path's value.</summary>
    public void Add(bool isError, YamlPath path, string message)
    {
        var (line, column) = Where(path);
        Add(new Finding(isError, path.IsRoot ? "" : path.ToString(), line, column, message));
    }

    /// <summary>Reports something at a node of its own.</summary>
    public void Warning(YamlPath path, YamlNode at, string message) =>
        Add(new Finding(false, path.ToString(), at.Line, lines.Characters(at.Line, at.Column), message));

    /// <summary>Line and column of a path, or of its deepest part that exists.</summary>
    public (int Line, int Column) Where(YamlPath path)
    {
        var node = path.Locate(root, out _);
        return (node.Line, lines.Characters(node.Line, node.Column));
    }

    /// <summary>Adds something found.</summary>
    public void Add(Finding finding)
    {
        All.Add(finding);
        HasErrors |= finding.IsError;
    }
}
