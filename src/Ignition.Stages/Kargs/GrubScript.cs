using System.Text;

namespace Ignition.Stages.Kargs;

/// <summary>A command of a grub.cfg that loads a Linux kernel.</summary>
internal sealed class LinuxCommand(string section, IReadOnlyList<WrittenWord> arguments, int start, int end)
{
    /// <summary>The section of grub-mkconfig it stands in (<c>/etc/grub.d/10_linux</c>); empty for none.</summary>
    public string Section { get; } = section;

    /// <summary>Words behind the kernel.</summary>
    public IReadOnlyList<WrittenWord> Arguments { get; } = arguments;

    /// <summary>Where they start: behind the kernel.</summary>
    public int Start { get; } = start;

    /// <summary>Where the last of them ends.</summary>
    public int End { get; } = end;
}

/// <summary>Reads GRUB's script language as far as words and commands go.</summary>
/// <remarks>https://www.gnu.org/software/grub/manual/grub/html_node/Shell_002dlike-scripting.html</remarks>
internal sealed class GrubScript
{
    private static readonly string[] LinuxCommands = ["linux", "linux16", "linuxefi"];
    private static readonly string[] Reserved = ["if", "then", "elif", "else", "while", "until", "do", "!"];

    private readonly string _text;
    private readonly List<LinuxCommand> _commands = [];
    private readonly List<PlacedWord> _words = [];
    private string _section = "";
    private bool _hasSeparator;

    private GrubScript(string text) => _text = text;

    private sealed class PlacedWord(WrittenWord word, int start, int end)
    {
        public WrittenWord Word { get; } = word;
        public int Start { get; } = start;
        public int End { get; } = end;
    }

    /// <summary>The commands that load a Linux kernel.</summary>
    /// <exception cref="InvalidDataException">A quote is never closed.</exception>
    public static List<LinuxCommand> Linux(string text)
    {
        var script = new GrubScript(text);
        script.Read();
        return script._commands;
    }

    /// <summary>The words of a piece of one command.</summary>
    /// <exception cref="InvalidDataException">A quote is never closed, or a command ends in it.</exception>
    public static List<WrittenWord> Words(string text)
    {
        var script = new GrubScript("x " + text);
        script.Read(keeps: true);
        if (script._hasSeparator) throw new InvalidDataException("to GRUB it is more than one command");
        return script._words.Skip(1).Select(static word => word.Word).ToList();
    }

    /// <summary>An argument as a word.</summary>
    public static string Quote(string argument) =>
        argument.Length > 0 && argument.All(IsSafe) ? argument : "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    /// <summary>True when nothing but pairs of double quotes sets an argument apart from a word without any.</summary>
    public static bool IsPlain(string argument)
    {
        var isQuoted = false;
        foreach (var c in argument)
        {
            if (c == '"') isQuoted = !isQuoted;
            else if (isQuoted ? c is '$' or '\\' or '\'' or '`' : !IsSafe(c)) return false;
        }

        return !isQuoted && argument.Length > 0;
    }

    /// <summary>True when a word takes in a variable.</summary>
    public static bool Uses(WrittenWord word, string variable) => word.Text is null && Variables(word.Raw).Contains(variable);

    private static bool IsSafe(char c) => char.IsAsciiLetterOrDigit(c) || c >= '\x80' || "_-./=:,@%+^".Contains(c, StringComparison.Ordinal);

    private void Read(bool keeps = false)
    {
        for (var i = 0; i < _text.Length;)
        {
            var c = _text[i];
            if (c is ' ' or '\t' or '\r') i++;
            else if (c == '\\' && i + 1 < _text.Length && _text[i + 1] == '\n') i += 2;
            else if (c == '#') i = Comment(i);
            else if (IsSeparator(c)) i = Separate(i);
            else i = Word(i);
        }

        if (!keeps) Finish();
    }

    private static bool IsSeparator(char c) => c is '\n' or ';' or '|' or '&' or '{' or '}' or '<' or '>';

    private int Separate(int at)
    {
        _hasSeparator = true;
        Finish();
        return at + 1;
    }

    private int Comment(int start)
    {
        var end = _text.IndexOf('\n', start);
        if (end < 0) end = _text.Length;
        const string Begin = "### BEGIN ";
        var comment = _text[start..end];
        if (comment.StartsWith(Begin, StringComparison.Ordinal)) _section = comment[Begin.Length..].TrimEnd('#', ' ', '\r');
        else if (comment.StartsWith("### END ", StringComparison.Ordinal)) _section = "";
        _hasSeparator = true;
        return end;
    }

    private int Word(int start)
    {
        var i = start;
        while (i < _text.Length && !IsSeparator(_text[i]) && _text[i] is not (' ' or '\t' or '\r'))
        {
            i = _text[i] switch
            {
                '\'' => Close(i, '\''),
                '"' => Close(i, '"'),
                '\\' => i + 2,
                '$' when i + 1 < _text.Length && _text[i + 1] == '{' => Close(i + 1, '}'),
                _ => i + 1,
            };
        }

        i = Math.Min(i, _text.Length);
        var raw = _text[start..i];
        if (_words.Count > 0 || Array.IndexOf(Reserved, raw) < 0) _words.Add(new PlacedWord(new WrittenWord(raw, Variables(raw).Count > 0 ? null : Unquote(raw)), start, i));
        return i;
    }

    /// <summary>The place behind the end of what opens at a place.</summary>
    private int Close(int open, char close)
    {
        for (var i = open + 1; i < _text.Length; i++)
        {
            if (_text[i] == '\\' && close == '"') i++;
            else if (_text[i] == close) return i + 1;
        }

        throw new InvalidDataException($"line {_text.AsSpan(0, open).Count('\n') + 1}: the {(close == '}' ? "brace" : "quote")} is never closed");
    }

    private void Finish()
    {
        if (_words.Count > 1 && Array.IndexOf(LinuxCommands, _words[0].Word.Raw) >= 0)
            _commands.Add(new LinuxCommand(_section, [.. _words.Skip(2).Select(static word => word.Word)], _words[1].End, _words[^1].End));
        _words.Clear();
    }

    /// <summary>A word without its quotes.</summary>
    private static string Unquote(string raw)
    {
        if (raw.AsSpan().IndexOfAny('\'', '"', '\\') < 0) return raw;
        var text = new StringBuilder(raw.Length);
        Walk(raw, (c, _) => text.Append(c), static _ => { });
        return text.ToString();
    }

    private static List<string> Variables(string raw)
    {
        var names = new List<string>();
        if (raw.Contains('$')) Walk(raw, static (_, _) => { }, names.Add);
        return names;
    }

    /// <summary>Goes through a word: its characters without quotes, and the variables in it.</summary>
    private static void Walk(string raw, Action<char, int> character, Action<string> variable)
    {
        var isQuoted = false;
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i];
            if (c == '\'' && !isQuoted)
            {
                for (i++; i < raw.Length && raw[i] != '\''; i++) character(raw[i], i);
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == '\\' && i + 1 < raw.Length && (!isQuoted || raw[i + 1] is '$' or '"' or '\\' or '\n'))
            {
                if (raw[++i] != '\n') character(raw[i], i);
            }
            else if (c == '$' && NameAt(raw, i + 1) is { Length: > 0 } name)
            {
                variable(name);
                i += name.Length;
            }
            else
            {
                character(c, i);
            }
        }
    }

    private static string NameAt(string raw, int at)
    {
        if (at < raw.Length && raw[at] == '{') return raw.IndexOf('}', at) is var end and > 0 ? raw[(at + 1)..end] : "";
        if (at < raw.Length && raw[at] is '?' or '@' or '*' or '#') return raw[at..(at + 1)];
        var to = at;
        while (to < raw.Length && (char.IsAsciiLetterOrDigit(raw[to]) || raw[to] == '_')) to++;
        return raw[at..to];
    }
}
