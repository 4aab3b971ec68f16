using System.Text;

namespace Ignition.Agent.Stages.Kargs;

/// <summary>Edits of GRUB's text files: each gives the new text, or null when nothing has to change.</summary>
internal static class GrubText
{
    private static readonly string[] LinuxCommands = ["linux", "linux16", "linuxefi"];

    /// <summary>Edits every line of a grub.cfg that boots this system's Linux; entries of other systems stay.</summary>
    /// <param name="text">Text of grub.cfg.</param>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="adds">Whether words are added here, or only removed because a variable brings the others.</param>
    public static string? EditConfig(string text, WantedArguments wanted, Func<string, bool> adds)
    {
        var isChanged = false;
        var section = "";
        var result = new StringBuilder(text.Length + 64);
        foreach (var line in text.Split('\n'))
        {
            if (result.Length > 0) result.Append('\n');
            if (SectionOf(line) is { } begins) section = begins;
            var edited = IsForeign(section) ? null : EditLinuxLine(line, wanted, adds);
            isChanged |= edited is not null;
            result.Append(edited ?? line);
        }
        return isChanged ? result.ToString() : null;
    }

    /// <summary>True when a grub.cfg has a line that boots Linux.</summary>
    public static bool BootsLinux(string text) => Array.Exists(text.Split('\n'), line => LinuxArguments(line) >= 0);

    /// <summary>Edits <c>GRUB_CMDLINE_LINUX</c> of /etc/default/grub; it is a shell file.</summary>
    public static string? EditDefaults(string text, WantedArguments wanted)
    {
        const string Main = "GRUB_CMDLINE_LINUX=";
        const string Normal = "GRUB_CMDLINE_LINUX_DEFAULT=";
        var lines = text.Split('\n').ToList();
        var main = lines.FindLastIndex(line => line.TrimStart().StartsWith(Main, StringComparison.Ordinal));
        var normal = lines.FindLastIndex(line => line.TrimStart().StartsWith(Normal, StringComparison.Ordinal));
        var isChanged = false;

        // What the other variable has already need not be added; what is unwanted goes from both.
        var elsewhere = normal < 0 ? [] : ArgumentWords.Split(ShellValue(lines[normal], Normal));
        if (normal >= 0 && wanted.Apply(elsewhere, adds: false) is { } kept) (lines[normal], isChanged) = (ShellLine(Normal, kept), true);
        var here = main < 0 ? [] : ArgumentWords.Split(ShellValue(lines[main], Main));
        var missing = wanted with { Present = [.. wanted.Present.Where(word => !elsewhere.Contains(word))] };
        if (missing.Apply(here, adds: true) is { } changed)
        {
            isChanged = true;
            if (main >= 0) lines[main] = ShellLine(Main, changed);
            else lines.Insert(lines[^1].Length == 0 ? lines.Count - 1 : lines.Count, ShellLine(Main, changed));
        }
        return isChanged ? string.Join('\n', lines) : null;
    }

    /// <summary>A word as GRUB's script language takes it.</summary>
    private static string Quote(string word) =>
        word.AsSpan().IndexOfAny("$;&|<>{}#*?\\\"` \t") < 0 ? word : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    /// <summary>A word of the script language without the quotes; variables stay as they are written.</summary>
    private static string Unquote(string word)
    {
        var text = new StringBuilder(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] == '\'')
            {
                var end = word.IndexOf('\'', i + 1);
                if (end < 0) end = word.Length;
                text.Append(word.AsSpan(i + 1, end - i - 1));
                i = end;
            }
            else
            {
                if (word[i] == '\\' && i + 1 < word.Length) i++;
                text.Append(word[i]);
            }
        }
        return text.ToString();
    }

    private static string? EditLinuxLine(string line, WantedArguments wanted, Func<string, bool> adds)
    {
        var start = LinuxArguments(line);
        if (start < 0) return null;
        var raw = SplitScript(line[start..]);
        var words = raw.ConvertAll(Unquote);
        if (wanted.Apply(words, adds(line)) is not { } changed) return null;
        var text = new StringBuilder(line[..start].TrimEnd());
        foreach (var word in changed)
        {
            // A word that was there stays as it was written: its variables are GRUB's business.
            var at = words.IndexOf(word);
            text.Append(text.Length > 0 && text[^1] is ' ' or '\t' ? "" : " ").Append(at >= 0 ? raw[at] : Quote(word));
        }
        return text.ToString();
    }

    /// <summary>Words of the script language: white space inside either kind of quotes belongs to a word.</summary>
    private static List<string> SplitScript(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        foreach (var c in text)
        {
            if (quote == '\0' && c is '\'' or '"') quote = c;
            else if (c == quote) quote = '\0';
            if (quote == '\0' && char.IsWhiteSpace(c))
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

    /// <summary>Where the arguments of a linux command start; -1 for any other line.</summary>
    private static int LinuxArguments(string line)
    {
        var words = line.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || Array.IndexOf(LinuxCommands, words[0]) < 0) return -1;
        var kernel = line.IndexOf(words[1], line.IndexOf(words[0], StringComparison.Ordinal) + words[0].Length, StringComparison.Ordinal);
        return kernel + words[1].Length;
    }

    private static string? SectionOf(string line)
    {
        const string Begin = "### BEGIN ";
        if (line.StartsWith("### END ", StringComparison.Ordinal)) return "";
        return line.StartsWith(Begin, StringComparison.Ordinal) ? line[Begin.Length..].TrimEnd('#', ' ') : null;
    }

    /// <summary>Entries of other systems and of memory testers.</summary>
    private static bool IsForeign(string section) =>
        section.Contains("os-prober", StringComparison.Ordinal) || section.Contains("memtest", StringComparison.Ordinal);

    private static string ShellValue(string line, string key)
    {
        var value = line.TrimStart()[key.Length..].Trim();
        if (value.Length >= 2 && value[0] == '\'' && value[^1] == '\'') return value[1..^1];
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"') return value;
        var text = new StringBuilder();
        for (var i = 1; i < value.Length - 1; i++)
        {
            if (value[i] == '\\' && "\\\"$`".Contains(value[i + 1])) i++;
            text.Append(value[i]);
        }
        return text.ToString();
    }

    private static string ShellLine(string key, List<string> words)
    {
        var text = new StringBuilder(key).Append('"');
        foreach (var c in string.Join(' ', words))
        {
            if ("\\\"$`".Contains(c)) text.Append('\\');
            text.Append(c);
        }
        return text.Append('"').ToString();
    }
}
