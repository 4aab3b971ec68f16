using System.Globalization;
using System.Text;

namespace Ignition.Agent.Cli;

/// <summary>One flag of a command.</summary>
internal sealed class Flag(string name, string? value, string @default, string help)
{
    /// <summary>Name without dashes.</summary>
    public string Name { get; } = name;

    /// <summary>What stands for its value in the help; null for a boolean flag.</summary>
    public string? Value { get; } = value;

    /// <summary>Value when the flag is not given.</summary>
    public string Default { get; } = @default;

    /// <summary>One line of help.</summary>
    public string Help { get; } = help;

    /// <summary>True when an empty value stands for the default: upstream's engine takes <c>-root ""</c>.</summary>
    public bool EmptyIsDefault { get; init; }
}

/// <summary>The flags of a command in Go's syntax, which upstream's callers use: <c>-name value</c>, <c>-name=value</c> and the same with two dashes.</summary>
/// <param name="usage">The line after <c>Usage:</c>.</param>
/// <param name="summary">What the command does.</param>
/// <param name="example">A command a reader can copy.</param>
/// <param name="flags">The flags.</param>
internal sealed class Flags(string usage, string summary, string example, params Flag[] flags)
{
    private static readonly (string Name, double Seconds)[] Units =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>All flags, in the order of the help.</summary>
    public IReadOnlyList<Flag> All => flags;

    /// <summary>Reads a command line.</summary>
    /// <param name="args">Arguments after the command's name.</param>
    /// <param name="mixed">True when flags may follow positional arguments (GNU); false stops at the first one (Go).</param>
    public ParsedFlags Parse(ReadOnlySpan<string> args, bool mixed = false)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var positional = new List<string>();
        string? error = null;
        var help = false;
        for (var i = 0; i < args.Length && error is null && !help; i++)
        {
            var arg = args[i];
            if (arg == "--" || (!mixed && !LooksLikeFlag(arg)))
            {
                positional.AddRange(args[(arg == "--" ? i + 1 : i)..]);
                break;
            }

            if (!LooksLikeFlag(arg)) positional.Add(arg);
            else error = ParseFlag(args, ref i, values, out help);
        }

        foreach (var flag in flags) values.TryAdd(flag.Name, flag.Default);
        return new ParsedFlags(values, positional, error, help);
    }

    /// <summary>The help text.</summary>
    public string Help()
    {
        var text = new StringBuilder().Append("Usage: ").AppendLine(usage).AppendLine().AppendLine(summary).AppendLine();
        var width = 0;
        foreach (var flag in flags) width = Math.Max(width, Left(flag).Length + 2);
        foreach (var flag in flags)
        {
            text.Append("  -").Append(Left(flag).PadRight(width)).Append(flag.Help);
            if (flag.Default is not ("" or "false")) text.Append(" (default ").Append(flag.Default).Append(')');
            text.AppendLine();
        }

        return text.AppendLine().Append("Example: ").AppendLine(example).ToString();

        static string Left(Flag flag) => flag.Value is null ? flag.Name : $"{flag.Name} {flag.Value}";
    }

    /// <summary>Answers a command line that asks for the help or is wrong.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">The command.</param>
    /// <param name="problem">What is wrong; null for nothing.</param>
    /// <param name="usage">Exit status of wrong usage.</param>
    /// <param name="stdout">Standard output.</param>
    /// <param name="stderr">Standard error.</param>
    /// <returns>The exit status; null when the command is to run.</returns>
    public int? Answer(ParsedFlags parsed, string name, string? problem, int usage, TextWriter stdout, TextWriter stderr)
    {
        if (parsed.WantsHelp) stdout.Write(Help());
        else if (problem is not null) stderr.Write($"{name}: {problem}\n\n{Help()}");
        else return null;
        return parsed.WantsHelp ? 0 : usage;
    }

    /// <summary>Go's boolean values.</summary>
    public static bool TryBoolean(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return value || text is "0" or "f" or "F" or "false" or "FALSE" or "False";
    }

    /// <summary>Go's durations: <c>300ms</c>, <c>2m</c>, <c>1h30m</c>, <c>1.5s</c>, <c>0</c>.</summary>
    public static bool TryDuration(string text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        if (text == "0") return true;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+")) rest = rest[1..];
        if (rest.IsEmpty) return false;
        var seconds = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return false;
            rest = rest[digits..];
            var end = rest.IndexOfAny("0123456789.");
            var name = end < 0 ? rest : rest[..end];
            var scale = 0.0;
            foreach (var unit in Units)
            {
                if (name.SequenceEqual(unit.Name)) scale = unit.Seconds;
            }

            if (scale == 0) return false;
            rest = rest[name.Length..];
            seconds += amount * scale;
        }

        if (seconds > TimeSpan.MaxValue.TotalSeconds / 2) return false;
        value = TimeSpan.FromSeconds(negative ? -seconds : seconds);
        return true;
    }

    private static bool LooksLikeFlag(string arg) => arg.Length > 1 && arg[0] == '-';

    private string? ParseFlag(ReadOnlySpan<string> args, ref int i, Dictionary<string, string> values, out bool help)
    {
        var body = args[i].AsSpan(args[i].StartsWith("--", StringComparison.Ordinal) ? 2 : 1);
        var equals = body.IndexOf('=');
        var name = (equals < 0 ? body : body[..equals]).ToString();
        var flag = Array.Find(flags, f => f.Name == name);
        help = flag is null && name is "h" or "help";
        if (help) return null;
        if (flag is null) return $"flag provided but not defined: -{name}";

        if (equals >= 0) values[name] = body[(equals + 1)..].ToString();
        else if (flag.Value is null) values[name] = "true";
        else if (++i < args.Length) values[name] = args[i];
        else return $"flag needs an argument: -{name} {flag.Value}";

        if (flag.EmptyIsDefault && values[name].Length == 0) values[name] = flag.Default;
        if (flag.Value == "PATH" && values[name].Length == 0) return $"flag needs an argument: -{name} {flag.Value}";
        return flag.Value is null && !TryBoolean(values[name], out _)
            ? $"invalid value \"{values[name]}\" for flag -{name}: true or false"
            : null;
    }
}

/// <summary>A command line that was read.</summary>
internal sealed class ParsedFlags(Dictionary<string, string> values, List<string> positional, string? error, bool wantsHelp)
{
    /// <summary>Value of every flag, the default where it was not given.</summary>
    public Dictionary<string, string> Values { get; } = values;

    /// <summary>Arguments that are not flags.</summary>
    public List<string> Positional { get; } = positional;

    /// <summary>What is wrong with the command line, or null.</summary>
    public string? Error { get; } = error;

    /// <summary>True when the help was asked for.</summary>
    public bool WantsHelp { get; } = wantsHelp;

    /// <summary>Value of a flag.</summary>
    public string this[string name] => Values[name];

    /// <summary>True when a boolean flag is on.</summary>
    public bool Has(string name) => Flags.TryBoolean(Values[name], out var on) && on;
}
