using System.Diagnostics;
using System.Text;
using Xunit;

namespace Ignition.Agent.Tests.Neighbours;

/// <summary>A directory that a script of the dracut module takes for the system, with programs that only note that they were called.</summary>
internal sealed class ScriptRoot : IDisposable
{
    private readonly string _bin;

    public ScriptRoot()
    {
        _bin = Directory.CreateDirectory(System.IO.Path.Combine(Top, ".bin")).FullName;
        Put("/proc/sys/kernel/random/boot_id", "this-boot\n");
        Put("/proc/cmdline", "ro quiet\n");
        Put("/proc/consoles", "");
    }

    /// <summary>Where it is.</summary>
    public string Top { get; } = Directory.CreateTempSubdirectory("ignition-script-root-").FullName;

    /// <summary>Calls of programs, one a line.</summary>
    public string Calls => Read("/.calls") ?? "";

    /// <summary>Path of a file of the checkout.</summary>
    public static string Source(string path) => System.IO.Path.Combine(Repository.Root, "dracut-module", path);

    public string Path(string path) => Top + path;

    public bool Has(string path) => System.IO.Path.Exists(Path(path));

    public string? Read(string path) => File.Exists(Path(path)) ? File.ReadAllText(Path(path)) : null;

    public ScriptRoot Put(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(path))!);
        File.WriteAllText(Path(path), text);
        return this;
    }

    public ScriptRoot Link(string path, string target)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(path))!);
        File.CreateSymbolicLink(Path(path), target);
        return this;
    }

    /// <summary>A program that notes its call and then does something.</summary>
    public ScriptRoot Program(string name, string script = "")
    {
        var path = name.StartsWith('/') ? Path(name) : System.IO.Path.Combine(_bin, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\necho \"{System.IO.Path.GetFileName(name)} $*\" >>{Top}/.calls\n{script}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
        return this;
    }

    /// <summary>Runs a script of the module on this directory.</summary>
    public (int Status, string Said) Run(string script, params string[] arguments) => Start("sh", [Source(script), .. arguments]);

    /// <summary>Runs lines of bash on this directory.</summary>
    public (int Status, string Said) Bash(string lines) => Start("bash", ["-c", lines]);

    public void Dispose() => Directory.Delete(Top, recursive: true);

    private (int Status, string Said) Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["PATH"] = $"{_bin}:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["top"] = Top;
        start.Environment["consoles"] = Path("/proc/consoles");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (process.WaitForExit(TimeSpan.FromMinutes(3))) return (process.ExitCode, output.Result + error.Result);
        process.Kill(entireProcessTree: true);
        Assert.Fail($"{program} {string.Join(' ', arguments)} does not end");
        return default;
    }
}
