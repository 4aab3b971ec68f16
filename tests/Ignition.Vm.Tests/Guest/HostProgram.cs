using System.Diagnostics;

namespace Ignition.Vm.Tests.Guest;

/// <summary>A program of the machine the tests run on, run to its end.</summary>
internal static class HostProgram
{
    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; the message has what it said.</exception>
    public static string Run(string program, params string[] arguments) => RunWith("", program, arguments);

    /// <summary>The same with something on its standard input.</summary>
    public static string RunWith(string input, string program, params string[] arguments)
    {
        var (code, output, error) = Try(input, program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {output}{error}");
    }

    /// <summary>Runs a program that may fail.</summary>
    public static (int Code, string Output, string Error) Try(string input, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
