using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ignition.Linux.Calls;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;
using Xunit;

namespace Ignition.Linux.Tests.Calls;

/// <summary>Our numbers beside those of the C library's headers.</summary>
public sealed class AbiTests
{
    [Theory]
    [InlineData(Architecture.X64, "gcc", "")]
    [InlineData(Architecture.Arm64, "/usr/lib/llvm-16/bin/clang", "--target=aarch64-linux-gnu")]
    public void Numbers_are_those_of_the_headers(Architecture architecture, string compiler, string target)
    {
        Assert.SkipUnless(architecture == RuntimeInformation.OSArchitecture || File.Exists(compiler), $"{compiler} is not installed: make deps");
        (string Name, long Ours)[] numbers =
        [
            ("O_DIRECTORY", Abi.DirectoryOnly(architecture)), ("O_NOFOLLOW", Abi.NoFollow(architecture)),
            ("SYS_getdents64", Abi.GetDirectoryEntries(architecture)), ("SYS_openat2", Native.OpenAt2Call), ("SYS_pidfd_open", Spawn.PidfdOpenCall),
            ("O_CREAT", Native.Create), ("O_EXCL", Native.Exclusive), ("O_TRUNC", Native.Truncate), ("O_APPEND", Native.Append),
            ("O_PATH", Native.PathOnly), ("O_NONBLOCK", Posix.NonBlocking), ("O_CLOEXEC", Posix.CloseOnExec), ("O_RDWR", Posix.ReadWrite),
            ("EAGAIN", Posix.TryAgain), ("EPIPE", Posix.BrokenPipe),
        ];
        Assert.Equal(
            numbers.Select(number => $"{number.Name} {number.Ours}"),
            Preprocessed(compiler, target, string.Join('\n', numbers.Select(number => number.Name))).Select((value, at) => $"{numbers[at].Name} {value}"));
    }

    /// <summary>The values of macros, one a line.</summary>
    private static IEnumerable<long> Preprocessed(string compiler, string target, string names)
    {
        string[] headers = ["fcntl.h", "errno.h", "sys/syscall.h"];
        string[] arguments =
        [
            .. target.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-E", "-P", "-xc", "-D_GNU_SOURCE", .. headers.SelectMany(header => new[] { "-include", header }), "-",
        ];
        using var process = Process.Start(new ProcessStartInfo(compiler, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        process.StandardInput.Write("values:\n" + names + "\n");
        process.StandardInput.Close();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return text[(text.IndexOf("values:", StringComparison.Ordinal) + "values:".Length)..]
            .Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(number => number.StartsWith('0') && number.Length > 1 ? Convert.ToInt64(number, 8) : long.Parse(number, CultureInfo.InvariantCulture));
    }
}
