using Ignition.Config.Model;

namespace Ignition.Config.Reporting;

/// <summary>One line of a report.</summary>
/// <remarks>A message never holds contents, hashes of passwords, header values, or the secret part of a URL.</remarks>
public sealed record ReportEntry
{
    /// <summary>The rule that is broken.</summary>
    public required Rule Rule { get; init; }

    /// <summary>How grave it is.</summary>
    public EntryKind Kind => Rule.Kind;

    /// <summary>Stable name of the rule, such as <c>path-relative</c>.</summary>
    public string Code => Rule.Id;

    /// <summary>Path of the value: <c>$</c>, keys and indexes from 0, joined by dots. <c>$</c> alone when there is none.</summary>
    public required string Path { get; init; }

    /// <summary>Where the value stands, or its nearest ancestor that was written; null when the config was not read from text.</summary>
    public Place? Place { get; init; }

    /// <summary>Where the reference implementation says it stands.</summary>
    /// <remarks>Differs from <see cref="Place"/> only below keys in the wrong case and for paths that name no field (<c>luks.N.keys</c>), where the reference names an ancestor.</remarks>
    public Place? ReferencePlace { get; init; }

    /// <summary>One line of text for people.</summary>
    public required string Message { get; init; }

    /// <summary>What is meant, where <see cref="Message"/> keeps the words of the reference implementation, which other programs compare; null where it says so itself.</summary>
    public string? Explanation { get; init; }

    /// <summary>The entry as the reference implementation prints it: <c>error at $.a.0.b, line 1 col 2: message</c>.</summary>
    /// <returns>One line without a line end.</returns>
    public override string ToString()
    {
        var kind = Kind switch { EntryKind.Error => "error", EntryKind.Warning => "warning", _ => "info" };
        var position = ReferencePlace is { } p ? $"line {p.Line} col {p.Column}" : "";
        var where = (Path == "$" ? "" : Path, position) switch
        {
            ("", "") => "",
            ("", _) => $" at {position}",
            (_, "") => $" at {Path}",
            _ => $" at {Path}, {position}",
        };
        return $"{kind}{where}: {Message}";
    }
}
