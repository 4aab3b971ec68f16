namespace Ignition.Config.Model;

/// <summary>Where a value stands in what the user wrote.</summary>
/// <param name="File">Name of the file or source, as it is shown to the user.</param>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Column">Column in bytes since the start of the line, counted from 1.</param>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <summary>The place as <c>file:line:column</c>.</summary>
    /// <returns>Text for messages.</returns>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
