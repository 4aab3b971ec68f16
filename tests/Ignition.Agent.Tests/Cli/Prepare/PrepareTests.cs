using Ignition.Agent.Cli;
using Xunit;

namespace Ignition.Agent.Tests.Cli.Prepare;

public sealed class PrepareTests : IDisposable
{
    private readonly ImageScratch _image = new();

    public PrepareTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "what is made belongs to root");

    public void Dispose() => _image.Dispose();

    private (int Status, string Said) Run(params string[] flags)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var status = PrepareCommand.Run(["-root", _image.Root, .. flags], output, error);
        return (status, output.ToString() + error);
    }

    private string Config(string json)
    {
        _image.With("/config.ign", json);
        return _image.Root + "/config.ign";
    }

    [Fact]
    public void Debian_an_image_with_the_package_is_made_ready_and_stays_so()
    {
        _image.Installed();
        var (status, said) = Run("-platform", "qemu");
        Assert.True(status == 0, said);
        Assert.EndsWith("Ready for its first boot.\n", said, StringComparison.Ordinal);
        Assert.Equal("uninitialized\n", _image.Read("/etc/machine-id"));
        Assert.Equal("", _image.Read("/boot/ignition.firstboot"));
        Assert.Contains("add_dracutmodules+=\" ignition \"", _image.Read("/etc/dracut.conf.d/50-ignition.conf"), StringComparison.Ordinal);
        Assert.Contains("ignition.platform.id=qemu", _image.Read("/boot/grub/grub.cfg"), StringComparison.Ordinal);
        Assert.Contains("quiet ignition.platform.id=qemu", _image.Read("/etc/default/grub"), StringComparison.Ordinal);

        (status, said) = Run("-check");
        Assert.True(status == 0, said);
        Assert.All(said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1], static line => Assert.StartsWith("= ", line, StringComparison.Ordinal));
        (status, said) = Run("-platform", "metal");
        Assert.True(status == 0, said);
        Assert.DoesNotContain("qemu", _image.Read("/boot/grub/grub.cfg") + _image.Read("/etc/default/grub"), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_only_looks_and_names_everything_that_is_missing()
    {
        _image.Installed();
        var before = Contents();
        var (status, said) = Run("-check", "-platform", "qemu");
        Assert.Equal(1, status);
        Assert.Equal(before, Contents());
        foreach (var missing in new[] { "- a later dracut run", "- the kernel is not told ignition.platform.id=qemu", "- /etc/machine-id is that of a machine", "- /boot/ignition.firstboot is not there" })
            Assert.Contains(missing, said, StringComparison.Ordinal);
        Assert.EndsWith("Not ready: 4 things are missing.\n", said, StringComparison.Ordinal);

        string Contents() => string.Join('\n', Directory.EnumerateFiles(_image.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(static file => file + ":" + Convert.ToHexString(File.ReadAllBytes(file))));
    }

    [Fact]
    public void The_initramfs_that_counts_is_the_one_that_the_boot_loader_loads()
    {
        _image.Installed().Initramfs("/boot/initrd.img", ImageScratch.Gzip(ImageScratch.Cpio(ImageScratch.Full)))
            .Initramfs("/boot/initrd.img-6.1", ImageScratch.Gzip(ImageScratch.Cpio("usr/bin/sh")));
        var (status, said) = Run("-platform", "qemu");
        Assert.Equal(1, status);
        Assert.Contains($"- /boot/initrd.img-6.1, which the boot loader loads, has no module 30ignition\n    chroot {_image.Root} dracut --force --no-hostonly --add ignition /boot/initrd.img-6.1 VERSION\n", said, StringComparison.Ordinal);
        Assert.EndsWith("Not ready: 1 thing is missing.\n", said, StringComparison.Ordinal);
    }

    public static TheoryData<string> Forms => ["plain", "gzip", "zstd", "microcode first", "something behind it", "zstd and more behind it"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_initramfs_is_read_in_every_form_that_dracut_writes(string form)
    {
        var main = ImageScratch.Cpio(ImageScratch.Full);
        var early = ImageScratch.Cpio("kernel/x86/microcode/GenuineIntel.bin");
        byte[][] parts = form switch
        {
            "plain" => [main],
            "gzip" => [ImageScratch.Gzip(main)],
            "zstd" => [ImageScratch.Pack("zstd", main), new byte[512]],
            "microcode first" => [early, new byte[1024], ImageScratch.Pack("zstd", main)],
            "something behind it" => [main, new byte[300], early],
            _ => [ImageScratch.Pack("zstd", early), new byte[300], main],
        };
        _image.Installed().Initramfs("/boot/initrd.img-6.1", parts);
        var (status, said) = Run("-platform", "qemu");
        Assert.True(status == 0, said);
        Assert.Contains("= /boot/initrd.img-6.1, which the boot loader loads, has the module 30ignition", said, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_cannot_be_read_is_missing_and_says_why()
    {
        _image.Installed().Initramfs("/boot/initrd.img-6.1", [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 1]);
        var (status, said) = Run("-platform", "qemu");
        Assert.Equal(1, status);
        Assert.Contains("- what is in /boot/initrd.img-6.1 cannot be told:", said, StringComparison.Ordinal);
        _image.Initramfs("/boot/initrd.img-6.1", ImageScratch.Cpio(ImageScratch.Full)[..300]);
        Assert.Contains("its archive is cut off", Run("-platform", "qemu").Said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_config_needs_is_looked_for_in_the_initramfs()
    {
        _image.Installed();
        var config = Config("""
            {"ignition":{"version":"3.4.0"},"storage":{
              "filesystems":[{"device":"/dev/vda1","format":"xfs"},{"device":"/dev/vda2","format":"btrfs"}],
              "luks":[{"name":"data","device":"/dev/vdb","clevis":{"tpm2":true}}]}}
            """);
        var (status, said) = Run("-platform", "qemu", "-config", config);
        Assert.Equal(1, status);
        foreach (var (program, path) in new[] { ("mkfs.btrfs", "$.storage.filesystems.1"), ("cryptsetup", "$.storage.luks.0"), ("clevis", "$.storage.luks.0.clevis"), ("clevis-encrypt-tpm2", "$.storage.luks.0.clevis.tpm2"), ("tpm2_create", "$.storage.luks.0.clevis.tpm2") })
            Assert.Contains($"has no {program}, which {path} needs", said, StringComparison.Ordinal);
        Assert.DoesNotContain("mkfs.xfs", said, StringComparison.Ordinal);
        Assert.DoesNotContain("wipefs", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws", "{}", "platform aws needs it")]
    [InlineData("qemu", """{"files":[{"path":"/a","contents":{"source":"http://192.0.2.1/"}}]}""", "$.storage.files.0.contents needs it")]
    [InlineData("qemu", "{}", null)]
    public void Debian_dracut_network_is_missing_where_the_network_is_needed(string platform, string storage, string? why)
    {
        _image.Installed().Initramfs("/boot/initrd.img-6.1", ImageScratch.Gzip(ImageScratch.Cpio(ImageScratch.Full[0])));
        var (status, said) = Run("-platform", platform, "-config", Config($"{{\"ignition\":{{\"version\":\"3.4.0\"}},\"storage\":{storage}}}"));
        Assert.Equal(why is null ? 0 : 1, status);
        Assert.Equal(why is not null, said.Contains($"has no network, and {why}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_menu_that_does_not_look_for_the_stamp_is_named_with_the_command()
    {
        _image.Installed().With("/boot/grub/grub.cfg", "menuentry 'Debian' {\n  linux /boot/vmlinuz-6.1 root=LABEL=root ro quiet\n  initrd /boot/initrd.img-6.1\n}\n");
        var (status, said) = Run("-platform", "qemu");
        Assert.Equal(1, status);
        Assert.Contains($"- the boot loader does not look for the stamp /boot/ignition.firstboot\n    chroot {_image.Root} update-grub", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_of_systemd_boot_on_a_partition_of_their_own_are_read()
    {
        _image.Installed();
        Directory.Delete(_image.Root + "/boot/grub", recursive: true);
        _image.With("/boot/loader/entries/a.conf", "title a\nlinux /vmlinuz\ninitrd /micro.img\ninitrd /initrd.img-6.1\noptions root=LABEL=root ro ignition.firstboot\n").Initramfs("/boot/micro.img", ImageScratch.Cpio("x"));
        var (status, said) = Run("-platform", "metal");
        Assert.True(status == 0, said);
        Assert.Contains("= /boot/micro.img and /boot/initrd.img-6.1, which the boot loader loads, has the module", said, StringComparison.Ordinal);
        Assert.Contains("options root=LABEL=root ro ignition.firstboot ignition.platform.id=metal", _image.Read("/boot/loader/entries/a.conf"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_root_is_told_what_to_install_and_links_do_not_lead_out_of_it()
    {
        var outside = Directory.CreateTempSubdirectory("ignition-outside-");
        try
        {
            Directory.CreateDirectory(_image.Root + "/etc");
            File.CreateSymbolicLink(_image.Root + "/boot", outside.FullName);
            var (status, said) = Run("-platform", "qemu");
            Assert.Equal(1, status);
            Assert.Contains("- the agent is not installed", said, StringComparison.Ordinal);
            Assert.Contains("- there are no files of a boot loader", said, StringComparison.Ordinal);
            Assert.Empty(outside.GetFileSystemInfos());
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("-platform", "nowhere")]
    [InlineData("-nonsense", "x")]
    [InlineData("stray", "word")]
    public void Wrong_usage_is_told(params string[] flags)
    {
        Assert.Equal(2, Run(flags).Status);
        Assert.Equal(2, PrepareCommand.Run(["-check"], TextWriter.Null, TextWriter.Null));
    }

    [Fact]
    public void A_root_that_is_not_there_is_a_failure_of_one_line()
    {
        using var error = new StringWriter();
        Assert.Equal(1, PrepareCommand.Run(["-root", "/nowhere/at/all"], TextWriter.Null, error));
        Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
