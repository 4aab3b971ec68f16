namespace Ignition.Config.Json;

/// <summary>Compares keys as the reference's decoder does when no key matches exactly: by Unicode simple case folding.</summary>
internal static class KeyFolding
{
    /// <summary>True when a key is a field's name but for case. Names are ASCII, so only two other characters fold to them.</summary>
    public static bool Same(ReadOnlySpan<char> key, ReadOnlySpan<char> name)
    {
        if (key.Length != name.Length) return false;
        for (var i = 0; i < key.Length; i++)
        {
            if (Fold(key[i]) != Fold(name[i])) return false;
        }
        return true;
    }

    private static char Fold(char c) => c switch
    {
        >= 'A' and <= 'Z' => (char)(c | 0x20),
        '\u017F' => 's', // long s
        '\u212A' => 'k', // Kelvin sign
        _ => c,
    };
}
