using System.Diagnostics;

namespace Ignition.Linux.Tests.Block;

/// <summary>Runs the programs that judge ours.</summary>
internal static class Tool
{
    public static bool Has(string name) =>
        Array.Exists(["/usr/sbin", "/sbin", "/usr/bin", "/bin"], directory => File.Exists(Path.Combine(directory, name)));

    public static string Run(string name, params string[] arguments)
    {
        var (code, output) = TryRun(name, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{name} {string.Join(' ', arguments)} ended with {code}:\n{output}");
    }

    public static (int Code, string Output) TryRun(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(name) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
