using System.Text;

namespace Ignition.Stages.Kargs;

/// <summary>Kernel arguments as words; white space inside double quotes belongs to a word, as the kernel has it.</summary>
internal static class ArgumentWords
{
    /// <summary>Splits a line of kernel arguments.</summary>
    public static List<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isQuoted = false;
        foreach (var c in line)
        {
            if (c == '"') isQuoted = !isQuoted;
            if (!isQuoted && IsBlank(c))
            {
                if (word.Length > 0) words.Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(c);
            }
        }
        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }

    /// <summary>A word as GRUB hands it to the kernel, which sees a backslash before every quote and backslash, without them.</summary>
    public static string WithoutEscapes(string word)
    {
        if (!word.Contains('\\')) return word;
        var text = new StringBuilder(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] == '\\' && i + 1 < word.Length && word[i + 1] is '\\' or '\'' or '"') i++;
            text.Append(word[i]);
        }
        return text.ToString();
    }

    private static bool IsBlank(char c) => c is ' ' or (>= '\t' and <= '\r');
}
