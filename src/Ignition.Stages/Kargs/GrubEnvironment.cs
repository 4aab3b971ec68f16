using System.Text;

namespace Ignition.Stages.Kargs;

/// <summary>GRUB's environment block: 1024 bytes of <c>name=value</c> lines, padded with <c>#</c>.</summary>
/// <remarks>https://www.gnu.org/software/grub/manual/grub/html_node/Environment-block.html</remarks>
internal static class GrubEnvironment
{
    public const int Size = 1024;
    private const string Header = "# GRUB Environment Block\n";

    /// <summary>Value of a variable; null when it is not set.</summary>
    public static string? Get(byte[] block, string name)
    {
        foreach (var line in Lines(block))
            if (line.StartsWith(name + "=", StringComparison.Ordinal)) return Unescape(line[(name.Length + 1)..]);
        return null;
    }

    /// <summary>The block with a variable set, as long as before.</summary>
    /// <exception cref="InvalidDataException">The block has no room for it.</exception>
    public static byte[] Set(byte[] block, string name, string value)
    {
        var text = new StringBuilder(Header);
        var isSet = false;
        foreach (var line in Lines(block))
        {
            if (!line.StartsWith(name + "=", StringComparison.Ordinal))
            {
                text.Append(line).Append('\n');
                continue;
            }
            if (!isSet) text.Append(name).Append('=').Append(Escape(value)).Append('\n');
            isSet = true;
        }
        if (!isSet) text.Append(name).Append('=').Append(Escape(value)).Append('\n');
        var bytes = BootText.Bytes(text.ToString());
        var size = Math.Max(block.Length, Size);
        if (bytes.Length > size) throw new InvalidDataException($"the GRUB environment block has no room for {name}: {bytes.Length} of {size} bytes");
        var result = new byte[size];
        Array.Fill(result, (byte)'#');
        bytes.CopyTo(result, 0);
        return Get(result, name) == value ? result : throw new InvalidDataException($"{name} cannot be written so that it is read back the same");
    }

    /// <summary>Lines with variables; comments and padding are not kept.</summary>
    private static List<string> Lines(byte[] block)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var text = BootText.Of(block);
        for (var i = 0; i < text.Length; i++)
        {
            // A backslash keeps the next character, a line end too.
            if (text[i] == '\\' && i + 1 < text.Length) line.Append(text[i]).Append(text[++i]);
            else if (text[i] != '\n') line.Append(text[i]);
            else Finish();
        }
        return lines;

        void Finish()
        {
            var found = line.ToString();
            line.Clear();
            if (found.Length > 0 && found[0] != '#' && found.Contains('=')) lines.Add(found);
        }
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\\n", StringComparison.Ordinal);

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length) i++;
            text.Append(value[i]);
        }
        return text.ToString();
    }
}
