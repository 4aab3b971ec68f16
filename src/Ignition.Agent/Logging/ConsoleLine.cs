namespace Ignition.Agent.Logging;

/// <summary>A wait as it fits a console of 80 columns: on the last of them some go to the next line by themselves.</summary>
internal static class ConsoleLine
{
    /// <summary>Columns of a line.</summary>
    public const int Width = 79;

    private const string Gap = "...";

    /// <summary>Behind how long, and before why.</summary>
    private const string SoFar = " s so far", Why = "; ";

    /// <summary>Room for "ignition: waiting for device ": what follows is told by its end.</summary>
    private const int Start = 29;

    /// <summary>
    /// Why something is waited for goes to a second line when both do not fit one. Then what stands in front of the name of what is waited
    /// for is left out: names differ at their ends, and how long stands there too. A reason loses its end.
    /// </summary>
    public static string Fit(string line)
    {
        if (line.Length <= Width) return line;
        var soFar = line.IndexOf(SoFar, StringComparison.Ordinal);
        var why = soFar < 0 ? -1 : line.IndexOf(Why, soFar, StringComparison.Ordinal);
        return why < 0 ? Shorten(line) : $"{Shorten(line[..why])}\n  {Cut(line[(why + Why.Length)..])}";
    }

    private static string Shorten(string line) => line.Length <= Width
        ? line
        : string.Concat(line.AsSpan(0, Start), Gap, line.AsSpan(line.Length - (Width - Gap.Length - Start)));

    private static string Cut(string reason) => reason.Length <= Width - 2 ? reason : string.Concat(reason.AsSpan(0, Width - 2 - Gap.Length), Gap);
}
