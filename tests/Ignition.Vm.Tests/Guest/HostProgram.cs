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

    /// <summary>Starts a program that serves a socket, and waits for it.</summary>
    /// <returns>The program, which runs until somebody ends it.</returns>
    /// <exception cref="InvalidOperationException">It ended, or made no socket within 10 s.</exception>
    public static Process Serve(string socket, string program, params string[] arguments)
    {
        File.Delete(socket);
        var process = Process.Start(program, arguments);
        for (var tries = 0; !File.Exists(socket); tries++)
        {
            if (process.HasExited || tries > 200) throw new InvalidOperationException($"{program} does not start");
            Thread.Sleep(50);
        }

        return process;
    }

    /// <summary>Ends a program that was started.</summary>
    public static void End(Process? process)
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
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
