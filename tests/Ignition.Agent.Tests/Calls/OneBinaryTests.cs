using System.Diagnostics;
using System.Text;
using Ignition.Agent.Cli;
using Xunit;

namespace Ignition.Agent.Tests.Calls;

/// <summary>The compiled agent is one file: the library of Mono.Posix is nowhere, and no command misses it.</summary>
public sealed class OneBinaryTests : IDisposable
{
    private const string Library = "MonoPosixHelper";
    private static readonly string Compiled = Path.Combine(Repository.Root, "out", "ignition");
    private readonly string _scratch = Directory.CreateTempSubdirectory("ignition-one-binary-").FullName;

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    /// <summary>For each command something real to do, in a directory with a config, its Butane, a cloud-config and an empty root; the fetch and files stages under the name of the engine.</summary>
    private static readonly Dictionary<string, (string Script, int Status)> Work = new(StringComparer.Ordinal)
    {
        ["engine"] = ("""
            export IGNITION_CONFIG_FILE=$PWD/c.ign IGNITION_SYSTEM_CONFIG_DIR=/none IGNITION_SYSTEM_LOCAL_CONFIG_DIR=/none IGNITION_SYSTEM_RUNTIME_CONFIG_DIR=/none
            for stage in fetch-offline fetch kargs disks mount files umount; do
              ./ignition -platform file -stage $stage -root $PWD/root -log-to-stdout -config-cache $PWD/run/c.json -neednet $PWD/run/neednet -state-file $PWD/run/state || exit
            done
            test "$(cat root/f)" = text
            """, 0),
        ["plan"] = ("./ignition plan -root $PWD/root c.ign", 2),
        ["validate"] = ("./ignition validate c.ign && ! ./ignition validate -format json bad.ign", 0),
        ["merge"] = ("./ignition merge c.ign c.ign", 0),
        ["apply"] = ("./ignition apply -root $PWD/root c.ign && test -f root/f", 0),
        ["kargs-helper"] = ("./ignition kargs-helper --no-such-flag", 2),
        ["butane"] = ("./ignition butane c.bu", 0),
        ["convert"] = ("./ignition convert cloud-config user-data", 0),
        ["rmcfg"] = ("./ignition rmcfg -platform file", 1),
        ["embed"] = ("mkdir -p boot/loader/entries && echo options ignition.firstboot >boot/loader/entries/a.conf && ./ignition embed -disk boot c.ign && cmp boot/ignition/config.ign c.ign", 0),
        ["prepare"] = ("./ignition prepare -root root -platform qemu && exit 0; test -e root/boot/ignition.firstboot && ./ignition prepare -root root -check", 1),
        ["scrub"] = ("mkdir run && cp c.ign run/c.json && ./ignition scrub -config-cache run/c.json -state-file run/state && ! grep text run/c.json", 0),
        ["help"] = ("./ignition help", 0),
    };

    public static TheoryData<string> Names => ["engine", .. Commands.All.Select(static c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_command_runs_with_nothing_beside_the_binary_in_a_gigabyte_of_address_space(string name)
    {
        Assert.SkipUnless(File.Exists(Compiled), "make build has not left out/ignition");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving files to their owners needs root");
        File.Copy(Compiled, Path.Combine(_scratch, "ignition"));
        Directory.CreateDirectory(Path.Combine(_scratch, "root", "etc"));
        Put("c.ign", """{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/f","contents":{"source":"data:,text"}}]}}""");
        Put("bad.ign", """{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"f"}]}}""");
        Put("c.bu", "variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n    - path: /f\n      contents:\n        inline: text\n");
        Put("user-data", "#cloud-config\nhostname: h\n");
        var (script, expected) = Work[name];
        var (status, said) = Run("ulimit -v 1000000\n" + script);
        Assert.True(status == expected, $"exit {status}: {said}");
        Assert.DoesNotContain(Library, said, StringComparison.Ordinal);
        Assert.DoesNotContain("DllNotFound", said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_binary_does_not_know_the_name_of_the_library()
    {
        Assert.SkipUnless(File.Exists(Compiled), "make build has not left out/ignition");
        var binary = File.ReadAllBytes(Compiled);
        Assert.Equal(-1, binary.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Library)));
        Assert.Equal(-1, binary.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Library)));
    }

    [Fact]
    public void It_is_in_no_build_output()
    {
        Assert.Empty(Found(AppContext.BaseDirectory));
        Assert.Empty(Found(Path.Combine(Repository.Root, "out")));
    }

    [Fact]
    public void It_is_in_no_package_and_no_initramfs()
    {
        foreach (var part in new[] { "packaging", "dracut-module" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "*", SearchOption.AllDirectories))
                Assert.False(File.ReadAllText(file, Encoding.Latin1).Contains(Library, StringComparison.Ordinal), $"{file} names it");
        }

        Assert.SkipUnless(File.Exists(Compiled), "make build has not left out/ignition");
        var (status, said) = Run($"make -s -C {Repository.Root} install DESTDIR=$PWD/dest PREFIX=/usr && test -x dest/usr/lib/ignition-agent/ignition");
        Assert.True(status == 0, said);
        Assert.Empty(Found(Path.Combine(_scratch, "dest")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_scratch, "dest"), "*.so*", SearchOption.AllDirectories));
    }

    private static IEnumerable<string> Found(string directory) =>
        Directory.Exists(directory) ? Directory.EnumerateFiles(directory, $"*{Library}*", SearchOption.AllDirectories) : [];

    private void Put(string name, string text) => File.WriteAllText(Path.Combine(_scratch, name), text);

    private (int Status, string Said) Run(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = _scratch };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"not at its end after two minutes: {script}");
        }

        return (process.ExitCode, output.Result + error.Result);
    }
}
