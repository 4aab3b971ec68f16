using Ignition.Butane.Yaml;

namespace Ignition.Butane.Reporting;

/// <summary>Something a translation has to report.</summary>
/// <param name="IsError">True for an error, false for a warning.</param>
/// <param name="Path">Path as it is printed; empty for the whole document.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Line">Line, counted from 1; 0 when there is no place.</param>
/// <param name="Column">Column in characters, counted from 1.</param>
/// <param name="Message">One sentence.</param>
public sealed record Finding(bool IsError, string Path, string File, int Line, int Column, string Message)
{
    /// <summary>Name of the rule that is broken: Ignition's for the generated config, <c>butane</c> for Butane's own.</summary>
    public string Rule { get; init; } = "butane";

    /// <summary>True when the reference implementation has no such rule.</summary>
    public bool IsOwn { get; init; }
}

/// <summary>Collects what is found, and knows where it stands.</summary>
/// <param name="source">The document.</param>
/// <param name="all">Where it is collected.</param>
internal sealed class Findings(Source source, List<Finding> all)
{
    /// <summary>The document.</summary>
    public Source Source => source;

    /// <summary>Path of the document.</summary>
    public YamlPath Root => source.Path;

    /// <summary>True once there is an error, in whatever document.</summary>
    public bool HasErrors => all.Exists(finding => finding.IsError);

    /// <summary>Reports an error at a path's value.</summary>
    public void Error(YamlPath path, string message) => Add(true, path, message);

    /// <summary>Reports a warning at a path's value.</summary>
    public void Warning(YamlPath path, string message) => Add(false, path, message);

    /// <summary>Reports something at a path's value.</summary>
    public void Add(bool isError, YamlPath path, string message, string rule = "butane", bool isOwn = false)
    {
        var at = path.Source ?? source;
        var (line, column) = at.Where(path);
        all.Add(new Finding(isError, path.IsRoot ? "" : path.ToString(), at.File, line, column, message) { Rule = rule, IsOwn = isOwn });
    }

    /// <summary>Reports something at a node of its own.</summary>
    public void Warning(YamlPath path, YamlNode at, string message)
    {
        var (line, column) = source.Where(at);
        all.Add(new Finding(false, path.ToString(), source.File, line, column, message));
    }
}
