namespace Ignition.Agent.Cli.Butane;

/// <summary>The command line of <c>ignition butane</c>, in GNU syntax as Butane's own.</summary>
internal sealed class ButaneArguments
{
    private static readonly (char Short, string Long, bool TakesValue)[] Known =
    [
        ('c', "check", false), ('s', "strict", false), ('p', "pretty", false), ('r', "raw", false), ('d', "files-dir", true),
        ('o', "output", true), ('\0', "raw-errors", false), ('\0', "color", false), ('\0', "colour", false), ('V', "version", false),
        ('h', "help", false), ('D', "debug", false), ('\0', "input", true), ('\0', "bundle", false), ('\0', "explain", true),
    ];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private ButaneArguments()
    {
    }

    /// <summary>The files, in order; none is standard input.</summary>
    public List<string> Files { get; } = [];

    /// <summary>What is wrong with the command line; null when it is right.</summary>
    public string? Error { get; private set; }

    /// <summary>When diagnostics are coloured: <c>auto</c>, <c>always</c> or <c>never</c>.</summary>
    public string Color => Value("colour") ?? Value("color") ?? "auto";

    /// <summary>Value of a flag; null when it is not given.</summary>
    /// <param name="name">Long name.</param>
    /// <returns>The value.</returns>
    public string? Value(string name) => _values.GetValueOrDefault(name);

    /// <summary>True when a flag is given and not switched off.</summary>
    /// <param name="name">Long name.</param>
    /// <returns>True when it is.</returns>
    public bool Has(string name) => Value(name) is "true" or "1" or "t" or "T" or "TRUE" or "True";

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>What they say.</returns>
    public static ButaneArguments Parse(string[] args)
    {
        var parsed = new ButaneArguments();
        for (var at = 0; at < args.Length && parsed.Error is null; at++)
        {
            var arg = args[at];
            if (arg == "--")
            {
                parsed.Files.AddRange(args[(at + 1)..]);
                break;
            }

            if (arg.StartsWith("--", StringComparison.Ordinal))
            {
                parsed.Long(args, ref at);
            }
            else if (arg == "-help")
            {
                parsed.Set("help", "true"); // as every other command takes it
            }
            else if (arg.Length > 1 && arg[0] == '-')
            {
                parsed.Shorts(args, ref at);
            }
            else
            {
                parsed.Files.Add(arg);
            }
        }

        parsed.Input();
        return parsed;
    }

    private void Long(string[] args, ref int at)
    {
        var equals = args[at].IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? args[at][2..] : args[at][2..equals];
        var flag = Array.Find(Known, flag => flag.Long == name);
        if (flag.Long is null)
        {
            Error = $"unknown flag: --{name}";
        }
        else if (equals >= 0)
        {
            Set(flag.Long, args[at][(equals + 1)..]);
        }
        else if (flag.TakesValue)
        {
            Next(flag.Long, args, ref at);
        }
        else if (name is "color" or "colour")
        {
            Set(name, "always");
            if (at + 1 < args.Length && args[at + 1] is "always" or "yes" or "never" or "no" or "auto")
            {
                Error = $"the value belongs to the flag: --{name}={args[at + 1]}";
            }
        }
        else
        {
            Set(flag.Long, "true");
        }
    }

    private void Shorts(string[] args, ref int at)
    {
        var arg = args[at];
        for (var c = 1; c < arg.Length; c++)
        {
            var flag = Array.Find(Known, flag => flag.Short == arg[c]);
            if (flag.Long is null)
            {
                Error = $"unknown flag: -{arg[c]}";
                return;
            }

            if (!flag.TakesValue)
            {
                Set(flag.Long, "true");
                continue;
            }

            if (c + 1 < arg.Length)
            {
                Set(flag.Long, arg[(c + 1)..].TrimStart('='));
            }
            else
            {
                Next(flag.Long, args, ref at);
            }

            return;
        }
    }

    private void Next(string name, string[] args, ref int at)
    {
        if (at + 1 == args.Length)
        {
            Error = $"flag needs an argument: --{name}";
            return;
        }

        Set(name, args[++at]);
    }

    private void Set(string name, string value)
    {
        _values[name] = value;
        if (!Array.Exists(Known, flag => flag.Long == name && flag.TakesValue) && !name.StartsWith("col", StringComparison.Ordinal)
            && value is not ("true" or "false" or "1" or "0" or "t" or "f" or "T" or "F" or "TRUE" or "FALSE" or "True" or "False"))
        {
            Error = $"--{name} is true or false, not {value}";
        }
    }

    private void Input()
    {
        if (Error is not null || Value("input") is not { Length: > 0 } input)
        {
            return;
        }

        if (Files.Count > 0)
        {
            Error = "--input and a file on the command line exclude each other";
            return;
        }

        Files.Add(input);
    }
}
