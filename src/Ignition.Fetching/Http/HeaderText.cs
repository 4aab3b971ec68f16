using System.Buffers;

namespace Ignition.Fetching.Http;

/// <summary>What may stand in a header of a request (RFC 9110, 5.1 and 5.5).</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Why a header cannot be sent, without its value; null when it can.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; letters beyond ASCII are sent as UTF-8.</param>
    public static string? Problem(string name, string value)
    {
        if (name.Length == 0) return "a header has no name";
        if (name.AsSpan().ContainsAnyExcept(NameLetters)) return $"\"{name}\" is no name of a header";
        foreach (var letter in value)
        {
            if (letter == 0x7F || (letter < ' ' && letter != '\t')) return $"the value of the header {name} has a control character (0x{(int)letter:x2}) in it";
        }

        return null;
    }
}
