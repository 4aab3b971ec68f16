using System.Diagnostics;
using Ignition.Agent.Cli;
using Ignition.Agent.Cli.Embed;
using Ignition.Fetching.Metadata;
using Ignition.Linux.Processes;
using Ignition.Platforms;
using Ignition.Platforms.Registry;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

public sealed class EmbedTests : IDisposable
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("ignition-embed-test-").FullName;

    private static BootPartition Real => new(static command => command.Run());

    private string Boot(string entry)
    {
        var boot = Path.Combine(_scratch, "boot");
        Directory.CreateDirectory(boot + "/loader/entries");
        File.WriteAllText(boot + "/loader/entries/a.conf", $"title A\noptions root=/dev/sda3 {entry}\n");
        return boot;
    }

    [Fact]
    public void A_mounted_boot_partition_gets_the_config()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving owners needs root");
        var boot = Boot("ignition.firstboot ignition.platform.id=openstack");
        var written = Real.Embed(boot, "{}"u8);
        Assert.Equal("{}", File.ReadAllText(boot + "/ignition/config.ign"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(boot + "/ignition/config.ign"));
        Assert.Contains("ignition.config.path=/ignition/config.ign", written.KernelArguments, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_name_the_device_need_nothing_more()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving owners needs root");
        Assert.Null(Real.Embed(Boot("ignition.firstboot ignition.config.device=boot ignition.config.path=/ignition/config.ign"), "{}"u8).KernelArguments);
    }

    [Fact]
    public void A_system_that_would_not_read_it_is_refused_and_left_alone()
    {
        var boot = Boot("quiet");
        var failed = Assert.Throws<FailureException>(() => Real.Embed(boot, "{}"u8));
        Assert.Equal("IGN-EMBED-NO-READER", failed.Failure.Code.Code);
        Assert.False(Directory.Exists(boot + "/ignition"));
    }

    [Fact]
    public void A_stamp_carries_the_arguments_to_the_first_boot_and_to_no_other()
    {
        NeedsLoopDevices("mkfs.ext4");
        var tree = Boot("$ignition_firstboot");
        File.WriteAllText(tree + "/ignition.firstboot", "set ignition_network_kcmdline=\"ip=dhcp\"\n");
        var image = Path.Combine(_scratch, "boot.img");
        Shell($"truncate -s 16M {image}; mkfs.ext4 -q -U 11111111-2222-3333-4444-555555555555 -d {tree} {image}");
        foreach (var config in new[] { "{\"a\":1}", "{\"b\":2}" })
        {
            var written = Real.Embed(image, System.Text.Encoding.UTF8.GetBytes(config));
            Assert.Null(written.KernelArguments);
            Shell($"debugfs -R 'cat /ignition.firstboot' {image} > {_scratch}/stamp 2>/dev/null; debugfs -R 'cat /ignition/config.ign' {image} > {_scratch}/out 2>/dev/null");
            Assert.Equal(config, File.ReadAllText(_scratch + "/out"));
            Assert.Equal(
                "set ignition_network_kcmdline=\"ip=dhcp\"\n"
                + "set ignition_network_kcmdline=\"$ignition_network_kcmdline ignition.config.device=UUID=11111111-2222-3333-4444-555555555555 ignition.config.path=/ignition/config.ign\" # ignition embed\n",
                File.ReadAllText(_scratch + "/stamp"));
        }
    }

    [Fact]
    public void A_system_that_has_had_its_first_boot_is_refused_and_left_alone()
    {
        NeedsLoopDevices("mkfs.ext4");
        var tree = Boot("$ignition_firstboot");
        var image = Path.Combine(_scratch, "boot.img");
        Shell($"truncate -s 16M {image}; mkfs.ext4 -q -d {tree} {image}; cp {image} {image}.before");
        var failed = Assert.Throws<FailureException>(() => Real.Embed(image, "{}"u8));
        Assert.Equal("IGN-EMBED-NO-READER", failed.Failure.Code.Code);
        Assert.Contains("has had its first boot", failed.Failure.Cause, StringComparison.Ordinal);
        Shell($"! debugfs -R 'ls -p /' {image} 2>/dev/null | grep -w ignition");
    }

    [Fact]
    public void A_disk_image_gets_the_config_on_its_boot_partition()
    {
        NeedsLoopDevices("mkfs.ext4", "sfdisk", "debugfs");
        var image = Path.Combine(_scratch, "disk.img");
        Shell($"""
            truncate -s 40M {image}
            printf 'label: gpt\nsize=8M,name=other\nsize=16M,name=boot\n' | sfdisk -q {image}
            truncate -s 16M {_scratch}/fs
            mkfs.ext4 -q -L boot -d {Boot("ignition.platform.id=openstack")} {_scratch}/fs
            dd if={_scratch}/fs of={image} bs=1M seek=9 conv=notrunc status=none
            """);
        var written = Real.Embed(image, "{\"a\":1}"u8);
        Assert.Equal("ignition.config.device=boot ignition.config.path=/ignition/config.ign", written.KernelArguments);
        Shell($"dd if={image} of={_scratch}/back bs=1M skip=9 count=16 status=none; debugfs -R 'cat /ignition/config.ign' {_scratch}/back > {_scratch}/out 2>/dev/null");
        Assert.Equal("{\"a\":1}", File.ReadAllText(_scratch + "/out"));
    }

    [Fact]
    public void A_filesystem_that_is_mounted_is_not_mounted_a_second_time()
    {
        NeedsLoopDevices("mkfs.ext4");
        var image = Path.Combine(_scratch, "boot.img");
        Shell($"truncate -s 16M {image}; mkfs.ext4 -q -L boot -d {Boot("ignition.platform.id=openstack")} {image}; mkdir {_scratch}/mounted; mount -o loop {image} {_scratch}/mounted");
        try
        {
            var failed = Assert.Throws<FailureException>(() => Real.Embed(image, "{}"u8));
            Assert.Equal("IGN-EMBED-DISK", failed.Failure.Code.Code);
            Assert.Contains($"in use (mounted at {_scratch}/mounted)", failed.Failure.Cause, StringComparison.Ordinal);
            Assert.NotNull(Real.Embed(_scratch + "/mounted", "{}"u8).KernelArguments);
        }
        finally
        {
            Shell($"umount {_scratch}/mounted");
        }
    }

    [Fact]
    public void An_absent_disk_is_a_failure() =>
        Assert.Equal("IGN-EMBED-DISK", Assert.Throws<FailureException>(() => Real.Embed(_scratch + "/absent", "{}"u8)).Failure.Code.Code);

    [Theory]
    [InlineData(2)]
    [InlineData(2, "-platform=ec2")]
    [InlineData(2, "-platform=qemu", "more")]
    [InlineData(1, "-platform=qemu", "-log-to-stdout")]
    [InlineData(0, "-version")]
    public void B15_rmcfg_explains_what_it_cannot_do(int exit, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(exit, RmcfgCommand.Run(args, output, error, PlatformRegistry.Find));
        Assert.DoesNotContain("   at ", output.ToString() + error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "IGN-PLATFORM-KEPT")]
    [InlineData(1, "IGN-PLATFORM-DELETE")]
    public void A_host_that_keeps_the_config_is_another_thing_than_one_that_does_not_answer(int exit, string code)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var platform = new Keeping(Array.Find(PlatformFailures.All, known => known.Code == code)!);
        Assert.Equal(exit, RmcfgCommand.Run(["-platform=vmware", "-log-to-stdout"], output, error, _ => platform));
        Assert.Contains($"The config was not deleted from vmware: {code}: the cause", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("the cause", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    private sealed class Keeping(FailureCode code) : IPlatform
    {
        public string Id => "vmware";

        public bool NeedsNetwork => false;

        public Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel) => throw new NotSupportedException();

        public Task<bool> DeleteConfigAsync(PlatformContext context, CancellationToken cancel) => throw new FailureException(code, "the cause");
    }

    private static void NeedsLoopDevices(params string[] programs)
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/dev/loop-control"), "needs root and loop devices");
        foreach (var program in programs) Assert.SkipUnless(ProgramPath.Find(program) is not null, $"needs {program}");
    }

    private static void Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", script]) { UseShellExecute = false })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
