namespace Ignition.Butane.Reading;

/// <summary>Tells Butane from other configs.</summary>
public static class ButaneReader
{
    private static ReadOnlySpan<byte> Key => "variant"u8;

    /// <summary>True when the bytes look like Butane: YAML with a <c>variant</c> at its top level.</summary>
    /// <param name="bytes">A config, whole or its beginning.</param>
    /// <returns>False for JSON, scripts and cloud-config.</returns>
    public static bool Looks(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }

        var trimmed = bytes.TrimStart(" \t\r\n"u8);
        if (trimmed.IsEmpty || trimmed[0] == '{' || trimmed.StartsWith("#!"u8) || trimmed.StartsWith("#cloud-config"u8))
        {
            return !trimmed.IsEmpty && trimmed[0] == '{' && IsKey(trimmed[1..].TrimStart(" \t\r\n"u8), flow: true);
        }

        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (IsKey(end < 0 ? bytes : bytes[..end], flow: false))
            {
                return true;
            }

            bytes = end < 0 ? [] : bytes[(end + 1)..];
        }

        return false;
    }

    // JSON quotes its keys and puts the colon at once; a flow mapping of YAML does not quote this one.
    private static bool IsKey(ReadOnlySpan<byte> line, bool flow)
    {
        if (!flow && line.Length > 0 && line[0] is (byte)'"' or (byte)'\'')
        {
            line = line[1..];
        }

        if (!line.StartsWith(Key))
        {
            return false;
        }

        line = line[Key.Length..];
        line = !flow && line.Length > 0 && line[0] is (byte)'"' or (byte)'\'' ? line[1..] : line;
        line = line.TrimStart(" \t"u8);
        return line.Length > 0 && line[0] == ':' && (line.Length == 1 || line[1] is (byte)' ' or (byte)'\t' or (byte)'\r');
    }
}
