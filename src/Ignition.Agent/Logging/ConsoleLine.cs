namespace Ignition.Agent.Logging;

/// <summary>A wait as it fits a console of 80 columns: on the last of them some go to the next line by themselves.</summary>
internal static class ConsoleLine
{
    /// <summary>Columns of a line.</summary>
    public const int Width = 79;

    private const string Gap = "...";

    /// <summary>Room for "ignition: waiting for device ": what follows is told by its end.</summary>
    private const int Start = 29;

    /// <summary>Leaves out what stands in front of the name of what is waited for: names differ at their ends, and how long stands there too.</summary>
    public static string Fit(string line)
    {
        if (line.Length <= Width) return line;
        return string.Concat(line.AsSpan(0, Start), Gap, line.AsSpan(line.Length - (Width - Gap.Length - Start)));
    }
}
