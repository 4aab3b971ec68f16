using System.Text;
using Ignition.Agent.Cli.Butane;
using Ignition.Agent.Cli.Reports;
using Ignition.Agent.Streams;
using Ignition.Butane;
using Ignition.Butane.Reporting;
using Ignition.Provisioning.Logging;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition butane</c>, also under the name <c>butane</c>: Butane in, an Ignition config out.</summary>
/// <param name="input">Standard input.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="coloured">Tells whether <c>--color=auto</c> means colours; asked only when there is something to colour.</param>
internal sealed class ButaneCommand(Stream input, Stream output, TextWriter error, Func<bool> coloured)
{
    private const int Success = 0, Refused = 1, Usage = 2;

    // More than any config is; the limit of Ignition.Config on what comes out is lower than this.
    private const int MostBytes = 256 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Runs the command on the process's own streams.</summary>
    /// <param name="args">Arguments after the command's name.</param>
    /// <returns>The exit status.</returns>
    public static int Run(string[] args)
    {
        using var stdin = StandardStreams.Input();
        using var stdout = new DescriptorStream(1);
        using var stderr = StandardStreams.Error();
        return new ButaneCommand(stdin, stdout, stderr, WantsColour).Execute(args);
    }

    /// <summary>Runs the command.</summary>
    /// <param name="args">Arguments after the command's name.</param>
    /// <returns>The exit status.</returns>
    public int Execute(string[] args)
    {
        var parsed = ButaneArguments.Parse(args);
        if (parsed.Error is not null)
        {
            error.Write($"{parsed.Error}\n\n{ButaneUsage.Text}");
            return Usage;
        }

        if (parsed.Has("help") || parsed.Has("version"))
        {
            output.Write(Utf8.GetBytes(parsed.Has("help") ? ButaneUsage.Text : ButaneUsage.Version + "\n"));
            return Success;
        }

        try
        {
            return Translate(parsed);
        }
        catch (Exception problem) when (problem is (IOException and not OutputException) or UnauthorizedAccessException)
        {
            error.Write($"error: {Printable.Line(problem.Message)}\n");
            return Refused;
        }
    }

    private int Translate(ButaneArguments parsed)
    {
        if (parsed.Value("input") is not null)
        {
            error.Write("--input is deprecated; name the file on the command line\n");
        }

        var texts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var inputs = Read(parsed.Files, texts);
        var files = new DiskFiles(parsed.Value("files-dir") ?? "");
        var options = new ButaneOptions(
            parsed.Has("raw"),
            parsed.Has("pretty"),
            places: parsed.Value("explain") is not null || parsed.Has("debug"));
        var result = ButaneTranslator.Translate(inputs, files, options);
        Print(parsed, texts, result.Findings);
        if (result.Failure != ButaneFailure.None)
        {
            foreach (var problem in result.Problems)
            {
                error.Write(Printable.Line($"{problem.File}:{problem.Line}:{problem.Column}: {problem.Message}") + "\n");
            }

            error.Write($"error: {Reasons.Of(result.Failure)}\n");
            return Refused;
        }

        if (parsed.Has("strict") && result.Findings.Count > 0)
        {
            error.Write("error: there are warnings, and --strict makes them errors\n");
            return Refused;
        }

        if (parsed.Has("debug"))
        {
            error.Write(ButaneExplanation.Of(result, "$") ?? "");
        }

        var text = parsed.Value("explain") is { } path ? ButaneExplanation.Of(result, path)
            : parsed.Has("bundle") ? ButaneBundle.Of(inputs, files)
            : result.Output + "\n";
        if (text is null)
        {
            error.Write($"error: nothing in the output has the path {parsed.Value("explain")}\n");
            return Refused;
        }

        Write(parsed, text);
        return Success;
    }

    private void Print(ButaneArguments parsed, Dictionary<string, byte[]> texts, IReadOnlyList<Finding> findings)
    {
        if (findings.Count > 0)
        {
            var color = parsed.Color is "always" or "yes" || (parsed.Color == "auto" && coloured());
            new FindingPrinter(error, texts, parsed.Has("raw-errors"), color).Print(findings);
        }
    }

    private static bool WantsColour() => Environment.GetEnvironmentVariable("NO_COLOR") is null && StandardStreams.ErrorIsTerminal;

    private List<ButaneInput> Read(List<string> names, Dictionary<string, byte[]> texts)
    {
        var inputs = new List<ButaneInput>();
        foreach (var name in names) Add(name, ConfigInput.ReadFile(name, MostBytes + 1));
        if (names.Count == 0) Add("<stdin>", ConfigInput.ReadAll(input, 0, MostBytes + 1));
        return inputs;

        void Add(string name, ReadOnlyMemory<byte> bytes)
        {
            if (bytes.Length > MostBytes) throw new IOException($"{name} is far too large for a config");
            inputs.Add(new ButaneInput(texts[name] = bytes.ToArray(), name));
        }
    }

    private void Write(ButaneArguments parsed, string text)
    {
        if (parsed.Has("check"))
        {
            return;
        }

        if (parsed.Value("output") is { Length: > 0 } file)
        {
            OutputFile.Write(file, text);
        }
        else
        {
            output.Write(Utf8.GetBytes(text));
        }
    }
}
