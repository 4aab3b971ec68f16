namespace Ignition.Agent.Logging;

/// <summary>A line as it fits a console of 80 columns: on the last of them some go to the next line by themselves.</summary>
internal static class ConsoleLine
{
    /// <summary>Columns of a line.</summary>
    public const int Width = 79;

    private const string Gap = "...";

    /// <summary>Leaves out the middle of a line that is too long: how long is waited stands near its end, for what at its start.</summary>
    public static string Fit(string line)
    {
        if (line.Length <= Width) return line;
        var start = (Width - Gap.Length + 1) / 2;
        return string.Concat(line.AsSpan(0, start), Gap, line.AsSpan(line.Length - (Width - Gap.Length - start)));
    }
}
