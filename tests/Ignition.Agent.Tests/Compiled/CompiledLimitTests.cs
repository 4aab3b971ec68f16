using System.Globalization;
using Ignition.Linux.Processes;
using Xunit;

namespace Ignition.Agent.Tests.Compiled;

/// <summary>The compiled agent under limits of the process: it does its work, or says which limit it met. The framework's own host needs more than these.</summary>
public sealed class CompiledLimitTests
{
    private const string Prlimit = "/usr/bin/prlimit";

    private static string[] Limit(string name, long value) => [Prlimit, $"--{name}={value.ToString(CultureInfo.InvariantCulture)}"];

    private static void IsExplained(int status, string said, string command)
    {
        Assert.DoesNotContain("IGN-UNEXPECTED", said, StringComparison.Ordinal);
        Assert.DoesNotContain("report it", said, StringComparison.Ordinal);
        Assert.True(status is 0 or 1, $"{command}: {status} {said}");
        if (said.Contains("Too many open files", StringComparison.Ordinal) && command != "convert") Assert.Contains("Raise the limit of open files", said, StringComparison.Ordinal);
    }

    private static void IsExplained(int status, string said)
    {
        Assert.DoesNotContain("IGN-UNEXPECTED", said, StringComparison.Ordinal);
        Assert.DoesNotContain("report it", said, StringComparison.Ordinal);
        Assert.InRange(status, 0, 3);
        if (status is 1 or 3) Assert.Contains("IGN-TOO-MANY-FILES", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(12)]
    [InlineData(10)]
    [InlineData(8)]
    [InlineData(7)]
    [InlineData(6)]
    [InlineData(5)]
    [InlineData(4)]
    public async Task Few_open_files_are_enough_or_named(int files)
    {
        Assert.SkipUnless(File.Exists(Prlimit), "prlimit is not installed");
        await using var server = TestServer.Of(_ => (200, new byte[300_000]));
        using var agent = new CompiledAgent();
        var config = "{\"ignition\":{\"version\":\"3.4.0\"},\"storage\":{\"files\":[{\"path\":\"/got\",\"contents\":{\"source\":\"" + server.Url + "/x\"}}]}}";
        foreach (var stage in new[] { "fetch-offline", "fetch", "kargs", "disks", "mount", "files", "umount" })
        {
            var (status, said) = agent.Run(stage, config, Limit("nofile", files));
            IsExplained(status, said);

            // Later stages find what this one should have left.
            if (stage == "fetch" && status != 0) Assert.Equal(0, agent.Run(stage, config).Status);
        }

        foreach (var command in new[] { "validate", "merge", "plan" })
        {
            var (status, said) = CompiledAgent.RunCommand(Limit("nofile", files), command, agent.ConfigPath);
            IsExplained(status, said);
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(12)]
    [InlineData(11)]
    [InlineData(10)]
    [InlineData(9)]
    [InlineData(8)]
    [InlineData(7)]
    [InlineData(6)]
    [InlineData(5)]
    [InlineData(4)]
    public void Few_open_files_are_enough_for_a_command_or_named(int files)
    {
        Assert.SkipUnless(File.Exists(Prlimit), "prlimit is not installed");
        using var agent = new CompiledAgent();
        foreach (var command in Commands(agent))
        {
            var (status, said) = CompiledAgent.RunCommand(["/usr/bin/env", "container=x", .. Limit("nofile", files)], command);
            IsExplained(status, said, command[0]);
        }

        // A program that was started is waited for: losetup has made what has to be taken away again.
        Assert.DoesNotContain(Path.GetDirectoryName(agent.Root)!, new Command("losetup").WithArguments("--all").Run().EnsureSuccess().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(72)]
    [InlineData(80)]
    [InlineData(88)]
    [InlineData(256)]
    [InlineData(512)]
    public void Little_address_space_is_enough_for_a_command_or_named(long mebibytes)
    {
        Assert.SkipUnless(File.Exists(Prlimit), "prlimit is not installed");
        using var agent = new CompiledAgent();
        foreach (var command in Commands(agent))
        {
            var (status, said) = CompiledAgent.RunCommand(["/usr/bin/env", "container=x", .. Limit("as", mebibytes << 20)], command);
            // The heap of the runtime does not start in every one of these, which says nothing: no code of the agent ran.
            if (said.Length == 0 && status is 139 or 255) continue;
            if (mebibytes < 96) Assert.True(status == 1 && said.Contains("IGN-NO-MEMORY", StringComparison.Ordinal), $"{command[0]}: {status} {said}");
            else IsExplained(status, said, command[0]);
        }
    }

    [Fact]
    public void A_full_disk_is_named()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        using var agent = new CompiledAgent();
        var full = Directory.CreateDirectory(agent.Root + "/full").FullName;
        new Command("mount").WithArguments("-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", full).Run().EnsureSuccess();
        try
        {
            Directory.CreateDirectory(full + "/etc");
            Directory.CreateDirectory(full + "/loader/entries");
            File.WriteAllText(full + "/loader/entries/a.conf", "options ignition.firstboot ignition.platform.id=metal\n");
            try
            {
                File.WriteAllBytes(full + "/fill", new byte[128 * 1024]);
            }
            catch (IOException)
            {
                // It takes what goes in.
            }

            var commands = Commands(agent);
            var butane = Path.GetDirectoryName(agent.Root) + "/a.bu";
            File.WriteAllText(butane, "variant: fcos\nversion: 1.5.0\n");
            foreach (string[] command in (string[][])
            [
                [commands[0][0], "-root", full, commands[0][^1]],
                ["convert", "cloud-config", "-o", full + "/out.bu", commands[1][^1]],
                ["convert", "cloud-config", "-o", "/dev/full", commands[1][^1]],
                ["butane", "-o", full + "/out.ign", butane],
                ["embed", "-disk", full, commands[^1][^1]],
            ])
            {
                var (status, said) = CompiledAgent.RunCommand(["/usr/bin/env", "container=x"], command);
                Assert.True(status == 1, $"{command[0]}: {status} {said}");
                Assert.True(said.Contains("No space left on device", StringComparison.Ordinal) || said.Contains("disk was full", StringComparison.Ordinal), said);
                Assert.DoesNotContain("report it", said, StringComparison.Ordinal);
            }

            Assert.False(File.Exists(full + "/out.bu") || File.Exists(full + "/out.ign"));
            Assert.False(File.Exists(full + "/ignition/config.ign"));
        }
        finally
        {
            new Command("umount").WithArguments(full).Run().EnsureSuccess();
        }
    }

    /// <summary>The commands that change something, on a root, a cloud-config, a machine that is no virtual one, and the image of a disk.</summary>
    private static string[][] Commands(CompiledAgent agent)
    {
        var scratch = Path.GetDirectoryName(agent.Root)!;
        var (config, cloud, image) = (scratch + "/config.ign", scratch + "/cloud.yaml", scratch + "/disk.img");
        File.WriteAllText(config, """{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/got","overwrite":true,"contents":{"source":"data:,x"}}]}}""");
        File.WriteAllText(cloud, "#cloud-config\nwrite_files:\n  - {path: /etc/x, content: x}\n");
        File.WriteAllBytes(image, new byte[1 << 20]);
        return [["apply", "-root", agent.Root, config], ["convert", "cloud-config", cloud], ["rmcfg", "-platform", "vmware"], ["rmcfg", "-platform", "virtualbox"], ["embed", "-disk", image, config]];
    }

    [Fact]
    public void A_limit_of_address_space_of_a_gibibyte_is_enough()
    {
        Assert.SkipUnless(File.Exists(Prlimit), "prlimit is not installed");
        using var agent = new CompiledAgent();
        const string Config = """{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/got","contents":{"source":"data:,x"}}]}}""";
        foreach (var stage in new[] { "fetch", "files" })
        {
            var (status, said) = agent.Run(stage, Config, Limit("as", 1L << 30));
            Assert.True(status == 0, said);
        }
    }
}
