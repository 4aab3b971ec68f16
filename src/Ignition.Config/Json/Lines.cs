using Ignition.Config.Model;
namespace Ignition.Config.Json;

/// <summary>Lines of a text, from byte offsets.</summary>
internal static class Lines
{
    /// <summary>Offsets at which lines start.</summary>
    public static int[] Starts(ReadOnlySpan<byte> bytes)
    {
        var starts = new int[bytes.Count((byte)'\n') + 1];
        var at = 0;
        for (var n = 1; n < starts.Length; n++)
        {
            at += bytes[at..].IndexOf((byte)'\n') + 1;
            starts[n] = at;
        }
        return starts;
    }

    /// <summary>Line and column, from 1, of an offset.</summary>
    public static Place Place(int[] starts, string file, int offset)
    {
        var line = Array.BinarySearch(starts, offset);
        if (line < 0) line = ~line - 1;
        return new Place(file, line + 1, offset - starts[line] + 1);
    }
}
