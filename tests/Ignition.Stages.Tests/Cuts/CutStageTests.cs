using System.Globalization;
using Ignition.Linux.Processes;
using Ignition.Stages.Tests.Files;
using Xunit;

namespace Ignition.Stages.Tests.Cuts;

/// <summary>The compiled files stage, with all that it starts, killed before every system call in turn that changes a file: the next run ends as one that was never cut.</summary>
public sealed class CutStageTests : IDisposable
{
    private const int IsCut = 137;
    private static readonly string Agent = Path.Combine(Repository.Root, "out", "ignition");

    private const string Config = """
        {"ignition":{"version":"3.6.0"},
        "passwd":{"groups":[{"name":"team","gid":4000,"passwordHash":"$6$g"},{"name":"gone","shouldExist":false}],
          "users":[{"name":"core","groups":["team","wheel","images"],"passwordHash":"$6$x","sshAuthorizedKeys":["ssh-ed25519 AAAA x"]},{"name":"old","shell":"/bin/zsh","homeDir":"/home/older"},
            {"name":"image","shell":"/bin/zsh"}]},
        "storage":{
          "directories":[{"path":"/srv/deep/er","mode":1517},{"path":"/emptied","overwrite":true}],
          "files":[{"path":"/opt/many/f","contents":{"source":"data:,hello"},"mode":416,"user":{"name":"core"}},{"path":"/appended","append":[{"source":"data:,end%0A"}]},
            {"path":"/replaced","overwrite":true,"contents":{"source":"data:,new"}},{"path":"/home/core/.config/x/y","contents":{"source":"data:,y"},"user":{"name":"core"}}],
          "links":[{"path":"/l","target":"/opt"},{"path":"/hard","target":"/opt/many/f","hard":true}],
          "luks":[{"name":"data","device":"/dev/none","clevis":{"tpm2":true}}]},
        "systemd":{"units":[{"name":"u.service","enabled":true,"contents":"[Install]\nWantedBy=a.target\n","dropins":[{"name":"d.conf","contents":"[Service]\n"}]},
          {"name":"m.service","mask":true},{"name":"x.service","enabled":false}]}}
        """;

    // On tmpfs: shadow-utils syncs every file it writes.
    private readonly string _top = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"ignition-cut-{Guid.NewGuid():N}");

    public CutStageTests() => Directory.CreateDirectory(_top + "/bin");

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public async Task A_stage_that_is_cut_before_any_change_ends_as_one_that_was_not()
    {
        FilesScene.NeedsSuperuser();
        Assert.SkipUnless(File.Exists(Agent), "make build has not left out/ignition");
        Assert.SkipUnless(ProgramPath.Find("gcc") is not null && ProgramPath.Find("useradd") is not null, "needs gcc and useradd");
        new Command("gcc").WithArguments("-O2", "-o", _top + "/cut", Path.Combine(Repository.Root, "tests/Ignition.Stages.Tests/Cuts/cut.c")).Run().EnsureSuccess();
        Write("/bin/cryptsetup", "#!/bin/sh\necho 6abe925e-6daf-4fee-84df-0bc5ba1ee1de\n");
        File.SetUnixFileMode(_top + "/bin/cryptsetup", (UnixFileMode)0x1ED);
        Write("/cache.json", Config);

        Assert.True(Run("whole", 0) is (0, _), File.ReadAllText(_top + "/whole.log"));
        var whole = Tree("whole");
        Assert.True(whole.Contains("/home/core/.profile ", StringComparison.Ordinal), whole);
        Assert.DoesNotContain("/.ignition-part-", whole, StringComparison.Ordinal);
        var calls = int.Parse(File.ReadAllText(_top + "/whole.count"), CultureInfo.InvariantCulture);
        Assert.True(calls > 100, $"only {calls} calls");

        var wrong = new List<string>();
        await Parallel.ForAsync(1, calls + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = TestContext.Current.CancellationToken }, (at, _) =>
        {
            var name = "cut" + at.ToString(CultureInfo.InvariantCulture);
            // Threads race: a run may come to its end in fewer calls than the first.
            var (first, _) = Run(name, at);
            var (second, said) = first == IsCut ? Run(name, 0, again: true) : (first, "");
            var left = Tree(name);
            if (second != 0 || left != whole)
            {
                lock (wrong) wrong.Add($"before call {at}: exit {second} {said}\n{Difference(whole, left)}");
            }

            Directory.Delete($"{_top}/{name}", recursive: true);
            return ValueTask.CompletedTask;
        });

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {calls} cuts:\n{string.Join('\n', wrong.Take(10))}");
    }

    /// <summary>Runs the stage on a sysroot of its own; a cut leaves what it had done.</summary>
    private (int Status, string Said) Run(string name, int at, bool again = false)
    {
        if (!again) MakeRoot(name);
        File.Delete($"{_top}/{name}.state");
        var result = new Command(_top + "/cut").WithArguments(
            at.ToString(CultureInfo.InvariantCulture), $"{_top}/{name}.count", Agent, "-stage", "files", "-platform", "file", "-root", $"{_top}/{name}", "-log-to-stdout",
            "-config-cache", _top + "/cache.json", "-state-file", $"{_top}/{name}.state", "-neednet", $"{_top}/{name}.neednet")
            .WithEnvironment("PATH", $"{_top}/bin:{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin").WithTimeout(TimeSpan.FromMinutes(5)).Run();
        File.WriteAllText($"{_top}/{name}.log", result.Output + result.Errors);
        return (result.ExitCode, result.ExitCode is 0 or IsCut ? "" : result.Output);
    }

    private string Tree(string name)
    {
        // Into a file: of what a program says only so much is kept.
        new Command("sh").WithArguments("-c", $"{_top}/cut tree {_top}/{name} >{_top}/{name}.tree").Run().EnsureSuccess();
        return File.ReadAllText($"{_top}/{name}.tree");
    }

    private void MakeRoot(string name)
    {
        foreach (var (path, text, mode) in new[]
        {
            ("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nold:x:1000:1000::/home/old:/bin/sh\n", 0x1A4), ("/etc/group", "root:x:0:\nwheel:x:10:\ngone:x:11:\nold:x:1000:\n", 0x1A4),
            ("/etc/shadow", "root:*:19000:0:99999:7:::\nold:*:19000:0:99999:7:::\n", 0x180), ("/etc/gshadow", "root:*::\nwheel:*::\ngone:*::\nold:!::\n", 0x180),
            ("/etc/nsswitch.conf", "passwd: files altfiles\ngroup: files altfiles\n", 0x1A4), ("/usr/lib/passwd", "image:x:60:61::/:/bin/sh\n", 0x1A4), ("/usr/lib/group", "images:x:61:image\n", 0x1A4),
            ("/etc/login.defs", "USERGROUPS_ENAB yes\nUID_MIN 1000\nGID_MIN 1000\n", 0x1A4), ("/etc/skel/.profile", "skel\n", 0x1A4), ("/etc/skel/.other", "x\n", 0x180),
            ("/etc/machine-id", new string('a', 32) + "\n", 0x124), ("/appended", "start\n", 0x1A4), ("/replaced/deep/old", "old", 0x1A4), ("/emptied/old/er", "x", 0x1A4),
            ("/home/old/kept", "kept", 0x1A4), ("/etc/systemd/system/b.target.wants/x.service", "x", 0x1A4),
        })
        {
            Write($"/{name}{path}", text);
            File.SetUnixFileMode($"{_top}/{name}{path}", (UnixFileMode)mode);
        }

        new Command("chown").WithArguments("-R", "1000:1000", $"{_top}/{name}/home/old").Run().EnsureSuccess();
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_top + path)!);
        File.WriteAllText(_top + path, text);
    }

    private static string Difference(string whole, string left)
    {
        var (wanted, found) = (whole.Split('\n'), left.Split('\n'));
        return string.Join('\n', wanted.Except(found).Select(static line => "  - " + line).Concat(found.Except(wanted).Select(static line => "  + " + line)).Take(8));
    }
}
