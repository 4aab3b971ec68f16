using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

/// <summary>The binary of arm64 that <c>make build ARCH=arm64</c> leaves on another machine, under qemu-user.</summary>
public sealed class CrossBuiltTests : IDisposable
{
    private const string Emulator = "/usr/bin/qemu-aarch64-static";
    private const string Libraries = "/usr/aarch64-linux-gnu";
    private static readonly string Program = Path.Combine(Repository.Root, "out", "arm64", "ignition");
    private readonly string _scratch = Directory.CreateTempSubdirectory("ignition-arm64-").FullName;

    public CrossBuiltTests()
    {
        Assert.SkipWhen(RuntimeInformation.OSArchitecture == Architecture.Arm64, "this machine is arm64: every test runs that build");
        Assert.SkipUnless(File.Exists(Program), "make build ARCH=arm64 has not left out/arm64/ignition");
        Assert.SkipUnless(File.Exists(Emulator), "qemu-user-static is not installed");
        Assert.SkipUnless(Directory.Exists(Libraries), "libc6-dev-arm64-cross is not installed");
    }

    [Fact]
    public void It_says_its_version()
    {
        var (status, said) = Run("--version");
        Assert.Equal(0, status);
        Assert.StartsWith("Ignition ", said, StringComparison.Ordinal);
    }

    [Fact]
    public void It_takes_a_right_config_and_shows_the_place_in_a_wrong_one()
    {
        Assert.Equal(0, Validate("""{"ignition": {"version": "3.4.0"}}""").Status);
        var (status, said) = Validate("""
            {"ignition": {"version": "3.4.0"},
             "storage": {"files": [{"path": "etc/relative"}]}}
            """);
        Assert.Equal(1, status);
        Assert.Contains("line 2 col 33", said, StringComparison.Ordinal);
    }

    [Fact]
    public void It_translates_butane()
    {
        var (status, said) = Run("butane", Written("variant: fcos\nversion: 1.5.0\n"));
        Assert.Equal((0, "{\"ignition\":{\"version\":\"3.4.0\"}}\n"), (status, said));
    }

    [Fact]
    public void It_says_that_guestinfo_of_vmware_is_of_another_architecture()
    {
        var (status, said) = Run(
            "-platform", "vmware", "-stage", "fetch-offline", "-log-to-stdout", "-root", _scratch, "-config-cache", _scratch + "/config",
            "-neednet", _scratch + "/neednet", "-state-file", _scratch + "/state");
        Assert.Equal(1, status);
        Assert.Contains("IGN-PLATFORM-CHANNEL: VMware's guestinfo is only known on x86-64, and this is a build for another architecture", said, StringComparison.Ordinal);
    }

    /// <summary>Ports are an instruction of x86: neither the code that uses one nor the call that permits it is in there.</summary>
    [Fact]
    public void It_holds_no_machine_code_of_another_architecture()
    {
        ReadOnlySpan<byte> selectItem = [0x89, 0xF0, 0x89, 0xFA, 0x66, 0xEF, 0xC3], callBackdoor = [0x53, 0x57, 0x8B, 0x07, 0x8B, 0x5F, 0x04];
        var binary = File.ReadAllBytes(Program).AsSpan();
        Assert.Equal(-1, binary.IndexOf(selectItem));
        Assert.Equal(-1, binary.IndexOf(callBackdoor));
        Assert.Equal(-1, binary.IndexOf("\0iopl\0"u8));
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    private (int Status, string Said) Validate(string config) => Run("validate", Written(config));

    private string Written(string config)
    {
        var path = _scratch + "/config.in";
        File.WriteAllText(path, config);
        return path;
    }

    private static (int Status, string Said) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Emulator, ["-L", Libraries, Program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said + errors.Result);
    }
}
