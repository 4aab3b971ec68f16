using System.Buffers.Binary;
using System.Text;

namespace Ignition.Stages.Files;

/// <summary>Recognises public keys as authorized_keys holds them; see sshd(8), AUTHORIZED_KEYS FILE FORMAT.</summary>
internal static class SshKey
{
    /// <summary>True for an empty line, a comment, or options, type and a base64 blob that names the same type.</summary>
    public static bool IsWellFormed(string text)
    {
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length > 0 && line[0] != '#' && !IsKey(line)) return false;
        }
        return true;
    }

    private static bool IsKey(string line)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // Options may hold blanks in quotes, so the type can be any word: it is the one its blob names.
        for (var i = 0; i + 1 < words.Length; i++)
            if (TypeInBlob(words[i + 1]) == words[i]) return true;
        return false;
    }

    private static string? TypeInBlob(string word)
    {
        var blob = new byte[word.Length];
        if (!Convert.TryFromBase64String(word, blob, out var length) || length < 4) return null;
        var typeLength = BinaryPrimitives.ReadInt32BigEndian(blob);
        return typeLength > 0 && typeLength <= length - 4 ? Encoding.ASCII.GetString(blob, 4, typeLength) : null;
    }
}
