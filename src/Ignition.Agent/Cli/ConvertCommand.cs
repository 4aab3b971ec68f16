using System.Text;
using Ignition.Agent.Cli.Reports;
using Ignition.Agent.Streams;
using Ignition.Butane.CloudConfig;
using Ignition.Butane.Reading;
using Ignition.Butane.Reporting;
using Ignition.Config.Reporting;
using Ignition.Provisioning.Logging;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition convert cloud-config FILE</c>: a cloud-config in, Butane out, and what was not carried on standard error.</summary>
/// <param name="input">Standard input.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
internal sealed class ConvertCommand(Stream input, Stream output, TextWriter error)
{
    private const int Success = 0, Refused = 1, Usage = 2;

    private static string Help => Encoding.UTF8.GetString("""
        Usage: ignition convert cloud-config [OPTION...] FILE

        Converts a cloud-config (FILE, or - for standard input) to Butane on standard output. FILE may also be a MIME
        message, a cloud-config archive, or compressed with gzip; blocks of coreos-cloudinit are carried too.
        Everything that could not be carried, or was carried in another form, is listed on standard error, with its line
        in FILE and what to do instead. Templates of Jinja are refused: render them first.

          -o, --output FILE    write to FILE instead of standard output
          -s, --strict         fail when anything was not carried
              --variant NAME   the system it is for: fcos, flatcar, r4e or fiot; without it fcos, or flatcar when FILE
                               has a flatcar block
          -h, --help           print this help

        Exit status: 0 success, 1 FILE is no cloud-config, cannot be read, or gives Butane with errors, 2 wrong usage.

        Example:
          ignition convert cloud-config user-data > my.bu && ignition butane my.bu > my.ign

        """u8);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Runs the command on the process's own streams.</summary>
    /// <param name="args">Arguments after the command's name.</param>
    /// <returns>The exit status.</returns>
    public static int Run(string[] args)
    {
        using var stdin = StandardStreams.Input();
        using var stdout = new DescriptorStream(1);
        using var stderr = StandardStreams.Error();
        return new ConvertCommand(stdin, stdout, stderr).Execute(args);
    }

    /// <summary>Runs the command.</summary>
    /// <param name="args">Arguments after the command's name.</param>
    /// <returns>The exit status.</returns>
    public int Execute(string[] args)
    {
        var (names, target, strict) = (new List<string>(), "", false);
        string? variant = null;
        for (var at = 0; at < args.Length; at++)
        {
            switch (args[at])
            {
                case "-h" or "-help" or "--help":
                    output.Write(Utf8.GetBytes(Help));
                    return Success;
                case "-s" or "--strict":
                    strict = true;
                    break;
                case "-o" or "--output" when at + 1 < args.Length:
                    target = args[++at];
                    break;
                case "-o" or "--output":
                    return Wrong($"flag needs an argument: {args[at]}");
                case var flag when flag.StartsWith("--output=", StringComparison.Ordinal):
                    target = flag["--output=".Length..];
                    break;
                case "-variant" or "--variant" when at + 1 < args.Length:
                    variant = args[++at];
                    break;
                case "-variant" or "--variant":
                    return Wrong($"flag needs an argument: {args[at]}");
                case var flag when flag.StartsWith("--variant=", StringComparison.Ordinal):
                    variant = flag["--variant=".Length..];
                    break;
                case var flag when flag.Length > 1 && flag[0] == '-':
                    return Wrong($"unknown flag: {flag}");
                case var name:
                    names.Add(name);
                    break;
            }
        }

        if (names is not ["cloud-config", var file])
        {
            return Wrong("what to convert from, and one file, are needed");
        }

        if (variant is not null && !CloudConfigConverter.Variants.Contains(variant))
        {
            return Wrong($"there is no conversion to variant {variant}");
        }

        try
        {
            return Convert(file, target, strict, variant);
        }
        catch (Exception problem) when (problem is (IOException and not OutputException) or UnauthorizedAccessException)
        {
            error.Write($"error: {Printable.Line(problem.Message)}\n");
            return Refused;
        }
    }

    private int Convert(string file, string target, bool strict, string? variant)
    {
        var bytes = ConfigInput.Read(file, input);
        if (bytes.Length > ConfigLimits.Bytes) throw new IOException($"{file} is far too large for a cloud-config");
        if (Other(bytes.Span) is { } other)
        {
            error.Write(Printable.Line($"{file}:1:1: {other}") + "\nerror: this is no cloud-config\n");
            return Refused;
        }

        var converted = CloudConfigConverter.Convert(bytes.Span, file, variant);
        Report(file, converted);
        if (converted.Butane is not { } butane)
        {
            error.Write("error: this is no cloud-config\n");
            return Refused;
        }

        if (strict && converted.Notes.Count + converted.Problems.Count > 0)
        {
            error.Write("error: not everything could be carried, and --strict makes that an error\n");
            return Refused;
        }

        if (target.Length > 0)
        {
            OutputFile.Write(target, butane);
        }
        else
        {
            output.Write(Utf8.GetBytes(butane));
        }

        return converted.Problems.Any(static problem => problem.IsError) ? Refused : Success;
    }

    // In the order of the source, whatever it is that there is to say.
    private void Report(string file, CloudConfigResult converted)
    {
        List<Remark> all =
        [
            .. converted.Notes.Select(static note => new Remark(note, note.IsError ? "" : note.Rule == CloudConfigResult.Changed ? $"{note.Path}: " : $"{note.Path} is not carried: ")),
            .. converted.Remarks.Select(static remark => new Remark(remark, $"{remark.Path}: ")),
            .. converted.Problems.Select(static problem => new Remark(problem, problem.IsError ? "error: " : "warning: ")),
        ];
        foreach (var remark in all.OrderBy(static line => line.Finding.Line).ThenBy(static line => line.Finding.Column))
        {
            error.Write(Printable.Line($"{file}:{remark.Finding.Line}:{remark.Finding.Column}: {remark.Subject}{remark.Finding.Message}") + "\n");
        }
    }

    private sealed class Remark(Finding finding, string subject)
    {
        public Finding Finding { get; } = finding;
        public string Subject { get; } = subject;
    }

    /// <summary>What a text is that is easily taken for a cloud-config; null when it may be one.</summary>
    private static string? Other(ReadOnlySpan<byte> bytes)
    {
        if (bytes.TrimStart(" \t\r\n"u8).IsEmpty) return "it is empty";
        if (ButaneReader.Looks(bytes)) return "this is Butane already: give it to ignition butane";
        if (bytes.StartsWith("#!"u8)) return "this is a script; a cloud-config can run it from runcmd";
        if (bytes.TrimStart("{ \t\r\n\""u8).StartsWith("ignition\""u8)) return "this is an Ignition config already";
        return null;
    }

    private int Wrong(string problem)
    {
        error.Write($"{problem}\n\n{Help}");
        return Usage;
    }
}
