using System.Text;

namespace Ignition.Stages.Kargs;

/// <summary>Edits /etc/default/grub, a shell file whose values grub-mkconfig puts into grub.cfg as they are: GRUB's script in the shell's quotes.</summary>
internal static class GrubDefaults
{
    private const string Main = "GRUB_CMDLINE_LINUX";
    private const string Normal = "GRUB_CMDLINE_LINUX_DEFAULT";

    /// <summary>Stands for a dollar sign that the shell acts on; no argument has a control character.</summary>
    private const char Dollar = '\x1';

    /// <summary>Edits the arguments; what the variable of normal entries has already is not added to that of all entries.</summary>
    /// <returns>The new text; null when nothing has to change.</returns>
    /// <exception cref="InvalidDataException">The shell or GRUB could not read it, or a command computes a value.</exception>
    public static string? Edit(string text, WantedArguments wanted)
    {
        var syntax = ArgumentSyntax.GrubPlain;
        var normal = Find(text, Normal);
        var elsewhere = normal is null ? [] : syntax.Split(normal.Value);
        var missing = wanted.Without(elsewhere, WrittenWord.Is);
        var edited = text;
        if (normal is not null && syntax.Edit(normal.Value, wanted, adds: false) is { } kept) edited = Replace(edited, Normal, normal, kept);
        var main = Find(edited, Main);
        if (syntax.Edit(main?.Value ?? "", missing, adds: true) is { } changed) edited = main is null ? Insert(edited, changed) : Replace(edited, Main, main, changed);
        return edited == text ? null : edited;
    }

    /// <summary>The value that the shell gives a variable, by the last line that sets it; null when none does.</summary>
    public static string? Get(string text, string name) => Find(text, name)?.Value;

    private static string Replace(string text, string name, Assignment there, string value)
    {
        if (there.IsComputed) throw new InvalidDataException($"a command of the shell makes {name}: it cannot be edited");
        return Checked(string.Concat(text.AsSpan(0, there.Start), Quote(value), text.AsSpan(there.End)), name, value);
    }

    private static string Insert(string text, string value) =>
        Checked($"{text}{(text.Length == 0 || text[^1] == '\n' ? "" : "\n")}{Main}={Quote(value)}{(text.Length == 0 || text[^1] == '\n' ? "\n" : "")}", Main, value);

    private static string Checked(string text, string name, string value) =>
        Find(text, name)?.Value == value ? text : throw new InvalidDataException($"{name} cannot be written so that it is read back the same");

    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            if ("\\\"$`".Contains(c, StringComparison.Ordinal)) text.Append('\\');
            text.Append(c == Dollar ? '$' : c);
        }
        return text.Append('"').ToString();
    }

    private static Assignment? Find(string text, string name)
    {
        Assignment? last = null;
        var at = 0;
        while (at < text.Length)
        {
            var line = text.AsSpan(at);
            var start = at + line.Length - line.TrimStart(" \t").Length;
            var isComment = start < text.Length && text[start] == '#';
            if (text.AsSpan(start).StartsWith("export ")) start += "export ".Length;

            // Other variables are read too: what goes on in the next line is theirs.
            if (NameAt(text, start) is { Length: > 0 } found)
            {
                var assignment = Read(text, start + found.Length + 1);
                if (found.SequenceEqual(name)) last = assignment;
                at = assignment.End;
            }

            at = NextLine(text, at, isComment);
        }
        return last;
    }

    /// <summary>Name of the variable that is set here; empty for everything else.</summary>
    private static ReadOnlySpan<char> NameAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
        return end < text.Length && text[end] == '=' ? text.AsSpan(start, end - start) : [];
    }

    /// <summary>Where the next line begins that is none of this one's; a comment does not go on behind a backslash.</summary>
    private static int NextLine(string text, int at, bool isComment)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\' && !isComment) at++;
            else if (text[at] == '\n') return at + 1;
        }
        return at;
    }

    /// <summary>Reads one word of the shell.</summary>
    private static Assignment Read(string text, int start)
    {
        var value = new StringBuilder();
        var (quote, isComputed, i) = ('\0', false, start);
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && c is (' ' or '\t' or '\r' or '\n' or ';' or '&' or '|')) break;
            if (c == quote) quote = '\0';
            else if (quote == '\0' && c is '"' or '\'') quote = c;
            else if (quote == '\'') value.Append(c);
            else if (c == '\\' && i + 1 < text.Length && (quote == '\0' || "\\\"$`\n".Contains(text[i + 1], StringComparison.Ordinal)))
            {
                if (text[++i] != '\n') value.Append(text[i]);
            }
            else
            {
                isComputed |= c == '`' || (c == '$' && i + 1 < text.Length && text[i + 1] == '(');
                value.Append(c == '$' ? Dollar : c);
            }
        }
        if (quote != '\0') throw new InvalidDataException($"line {text.AsSpan(0, start).Count('\n') + 1}: the quote is never closed");
        return new Assignment(start, i, value.ToString(), isComputed);
    }

    /// <summary>A variable's value and where it stands.</summary>
    private sealed class Assignment(int start, int end, string value, bool isComputed)
    {
        public int Start { get; } = start;
        public int End { get; } = end;
        public string Value { get; } = value;
        public bool IsComputed { get; } = isComputed;
    }
}
