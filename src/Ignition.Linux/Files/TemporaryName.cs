namespace Ignition.Linux.Files;

/// <summary>The name a node has until it is complete: the same for the same final name, so leftovers are found again.</summary>
internal static class TemporaryName
{
    internal static string Of(RootedDirectory root, string name)
    {
        // FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
        var hash = 0xCBF29CE484222325;
        foreach (var unit in name) hash = unchecked((hash ^ unit) * 0x100000001B3);
        return root.TemporaryPrefix + hash.ToString("x16", null);
    }
}
