using System.Text;
using Ignition.Agent.Cli;
using Ignition.Stages.Tests.Files;
using Ignition.Linux.Processes;
using Ignition.Stages.Kargs;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

public sealed class KargsHelperTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("kargs-").FullName;
    private int _reboots;

    public KargsHelperTests()
    {
        FilesScene.NeedsSuperuser();
        Directory.CreateDirectory(_top + "/boot");
        Directory.CreateDirectory(_top + "/root/etc/default");
        Write("cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet\n");
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_top}/{path}")!);
        File.WriteAllText($"{_top}/{path}", text);
    }

    private string Read(string path) => File.ReadAllText($"{_top}/{path}");

    private (int Code, string Said) Help(params string[] args)
    {
        var said = new StringWriter();
        var code = KargsHelper.Run(
            [.. args, "--boot", _top + "/boot", "--root", _top + "/root", $"--cmdline={_top}/cmdline"], said, _ => _reboots++);
        return (code, said.ToString());
    }

    private static byte[] Block(string lines)
    {
        var block = Enumerable.Repeat((byte)'#', 1024).ToArray();
        Encoding.ASCII.GetBytes("# GRUB Environment Block\n" + lines).CopyTo(block, 0);
        return block;
    }

    [Fact]
    public void Boot_loader_entries_get_the_arguments_and_the_machine_reboots_once()
    {
        Write("boot/loader/entries/a.conf", "title A\nlinux /vmlinuz\noptions root=UUID=1 ro quiet splash $tuned_params\ninitrd /i\n");
        Write("boot/loader/entries/b.conf", "title B\nlinux /vmlinuz\n");
        Write("root/etc/kernel/cmdline", "root=UUID=1 quiet\n");

        Assert.Equal(0, Help("--should-exist", "mitigations=off nosmt", "--should-exist", "ro", "--should-not-exist", "quiet").Code);

        Assert.Equal("title A\nlinux /vmlinuz\noptions root=UUID=1 ro splash $tuned_params mitigations=off nosmt\ninitrd /i\n", Read("boot/loader/entries/a.conf"));
        Assert.Equal("title B\nlinux /vmlinuz\noptions mitigations=off nosmt ro\n", Read("boot/loader/entries/b.conf"));
        Assert.Equal("root=UUID=1 mitigations=off nosmt ro\n", Read("root/etc/kernel/cmdline"));
        Assert.Equal(1, _reboots);

        Write("cmdline", "root=UUID=1 ro splash mitigations=off nosmt");
        var before = File.GetLastWriteTimeUtc(_top + "/boot/loader/entries/a.conf");
        Assert.Equal((0, ""), Help("--should-exist", "mitigations=off nosmt", "--should-exist", "ro", "--should-not-exist", "quiet"));
        Assert.Equal(1, _reboots);
        Assert.Equal(before, File.GetLastWriteTimeUtc(_top + "/boot/loader/entries/a.conf"));
    }

    [Fact]
    public void Arguments_in_the_environment_block_are_changed_there_and_it_stays_1024_bytes()
    {
        Write("boot/loader/entries/a.conf", "linux /vmlinuz\noptions $kernelopts $ignition_firstboot\n");
        Directory.CreateDirectory(_top + "/boot/grub2");
        File.WriteAllBytes(_top + "/boot/grub2/grubenv", Block("saved_entry=x\nkernelopts=root=UUID=1 quiet a\\\\b\nboot_success=1\n"));

        Assert.Equal(0, Help("--should-exist=nosmt", "--should-not-exist=quiet").Code);

        var block = File.ReadAllBytes(_top + "/boot/grub2/grubenv");
        Assert.Equal(1024, block.Length);
        Assert.StartsWith("# GRUB Environment Block\nsaved_entry=x\nkernelopts=root=UUID=1 a\\\\b nosmt\nboot_success=1\n####", Encoding.ASCII.GetString(block));
        Assert.Equal("linux /vmlinuz\noptions $kernelopts $ignition_firstboot\n", Read("boot/loader/entries/a.conf"));
        Assert.Equal(1, _reboots);
    }

    [Fact]
    public void An_environment_block_without_room_is_a_failure_and_stays_as_it_is()
    {
        Write("boot/grub2/grub.cfg", "menuentry x {\n linux /vmlinuz $kernelopts\n}\n");
        var block = Block($"kernelopts={new string('x', 900)}\n");
        File.WriteAllBytes(_top + "/boot/grub2/grubenv", block);

        var (code, said) = Help("--should-exist", new string('y', 200));

        Assert.Equal(1, code);
        Assert.Contains("no room", said);
        Assert.Equal(block, File.ReadAllBytes(_top + "/boot/grub2/grubenv"));
        Assert.Equal(0, _reboots);
    }

    [Fact]
    public void A_grub_cfg_and_its_defaults_are_both_changed_other_systems_are_not()
    {
        const string Config = """
            ### BEGIN /etc/grub.d/10_linux ###
            menuentry 'Debian' {
            	linux	/boot/vmlinuz-6.1 root=UUID=1 ro  quiet $ignition_firstboot
            	initrd	/boot/initrd
            }
            menuentry 'Debian, recovery' {
            	linux	/boot/vmlinuz-6.1 root=UUID=1 ro single 'a="b c"'
            }
            ### END /etc/grub.d/10_linux ###
            ### BEGIN /etc/grub.d/30_os-prober ###
            	linux /boot/other root=UUID=2 quiet
            ### END /etc/grub.d/30_os-prober ###
            """;
        Write("boot/grub/grub.cfg", Config);
        Write("root/etc/default/grub", "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet nosmt\"\nGRUB_CMDLINE_LINUX=''\nGRUB_TERMINAL=serial\n");

        Assert.Equal(0, Help("--should-exist", "dyndbg=\"file x +p\"", "--should-exist", "nosmt", "--should-not-exist", "quiet").Code);

        var changed = Read("boot/grub/grub.cfg");
        Assert.Contains("\tlinux\t/boot/vmlinuz-6.1 root=UUID=1 ro $ignition_firstboot 'dyndbg=\"file x +p\"' nosmt\n", changed);
        Assert.Contains("ro single 'a=\"b c\"' 'dyndbg=\"file x +p\"' nosmt\n", changed);
        Assert.Contains("\tlinux /boot/other root=UUID=2 quiet\n", changed);
        Assert.Equal(
            "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"nosmt\"\nGRUB_CMDLINE_LINUX=\"dyndbg=\\\"file x +p\\\"\"\nGRUB_TERMINAL=serial\n",
            Read("root/etc/default/grub"));
        Assert.Equal(1, _reboots);

        Assert.Equal(0, Help("--should-exist", "dyndbg=\"file x +p\"", "--should-exist", "nosmt", "--should-not-exist", "quiet").Code);
        Assert.Equal(changed, Read("boot/grub/grub.cfg"));
    }

    [Fact]
    public void When_the_files_are_right_but_this_boot_used_others_it_does_not_reboot_for_ever()
    {
        Write("boot/loader/entries/a.conf", "options nosmt\n");

        var (code, said) = Help("--should-exist", "nosmt");

        Assert.Equal(0, code);
        Assert.Contains("not rebooting again", said);
        Assert.Equal(0, _reboots);
    }

    [Fact]
    public void Arguments_that_this_boot_has_already_are_kept_for_later_ones_without_a_reboot()
    {
        Write("boot/loader/entries/a.conf", "options ro\n");

        Assert.Equal(0, Help("--should-exist", "quiet").Code);

        Assert.Equal("options ro quiet\n", Read("boot/loader/entries/a.conf"));
        Assert.Equal(0, _reboots);
    }

    [Fact]
    public void An_argument_with_a_line_end_does_not_reach_a_file_of_the_boot_loader()
    {
        const string Entry = "title A\nlinux /vmlinuz\noptions ro\n";
        Write("boot/loader/entries/a.conf", Entry);

        var (code, said) = Help("--should-exist", "key=\"a\ninitrd /other\"");

        Assert.Equal(1, code);
        Assert.Equal("the kernel argument key has a line end or another control character in it\n", said);
        Assert.Equal(Entry, Read("boot/loader/entries/a.conf"));
        Assert.Equal(0, _reboots);
    }

    [Theory]
    [InlineData("greeting=it's")]
    [InlineData("x='")]
    [InlineData("memmap=64M$0x10000")]
    [InlineData("a=\\\\;b|c&d{e}")]
    public void GRUB_can_read_what_an_argument_is_written_as_and_removing_it_restores_every_file(string argument)
    {
        Assert.SkipUnless(ProgramPath.Find("grub-script-check") is not null, "needs grub-script-check");
        const string Config = "menuentry 'Debian' {\n\tlinux /vmlinuz root=UUID=1 ro\n\tinitrd /i\n}\n";
        const string Defaults = "GRUB_CMDLINE_LINUX=\"net.ifnames=0\"\n";
        Write("boot/grub/grub.cfg", Config);
        Write("root/etc/default/grub", Defaults);

        Assert.Equal((0, $"changed /etc/default/grub\nchanged /grub/grub.cfg\nkernel arguments were changed: rebooting\n"), Help("--should-exist", argument));

        new Command("grub-script-check").WithArguments(_top + "/boot/grub/grub.cfg").Run().EnsureSuccess();
        var value = new Command("sh").WithArguments("-c", $". {_top}/root/etc/default/grub; printf 'linux /vmlinuz %s\\n' \"$GRUB_CMDLINE_LINUX\"").Run().EnsureSuccess().Output;
        foreach (var script in new[] { Read("boot/grub/grub.cfg"), value })
            Assert.Equal(argument, Assert.Single(GrubScript.Linux(script)).Arguments[^1].Text);

        Assert.Equal(0, Help("--should-not-exist", argument).Code);
        Assert.Equal((Config, Defaults), (Read("boot/grub/grub.cfg"), Read("root/etc/default/grub")));
    }

    [Fact]
    public void An_entry_of_several_words_stands_comes_and_goes_as_one()
    {
        Write("boot/loader/entries/a.conf", "options ro hugepagesz=1G hugepages=8 quiet\n");

        Assert.Equal(0, Help("--should-exist", "hugepagesz=2M hugepages=8", "--should-exist", "hugepagesz=1G hugepages=8").Code);
        Assert.Equal("options ro hugepagesz=1G hugepages=8 quiet hugepagesz=2M hugepages=8\n", Read("boot/loader/entries/a.conf"));

        Assert.Equal(0, Help("--should-not-exist", "hugepagesz=1G hugepages=8").Code);
        Assert.Equal("options ro quiet hugepagesz=2M hugepages=8\n", Read("boot/loader/entries/a.conf"));
    }

    [Fact]
    public void An_entry_that_GRUB_makes_its_script_of_is_quoted_for_it_others_are_not()
    {
        Write("boot/loader/entries/a.conf", "options ro\n");
        Assert.Equal(0, Help("--should-exist", "greeting=it's").Code);
        Assert.Equal("options ro greeting=it's\n", Read("boot/loader/entries/a.conf"));

        Write("boot/loader/entries/a.conf", "options ro\n");
        Write("boot/grub2/grub.cfg", "insmod blscfg\nblscfg\n");
        Assert.Equal(0, Help("--should-exist", "greeting=it's").Code);
        Assert.Equal("options ro 'greeting=it'\\''s'\n", Read("boot/loader/entries/a.conf"));
    }

    [Fact]
    public void What_a_file_holds_besides_stays_byte_by_byte()
    {
        Directory.CreateDirectory(_top + "/boot/grub");
        byte[] before = [.. "menuentry 'Gr"u8, 0xFC, .. "n' {\n linux /vmlinuz ro"u8];
        File.WriteAllBytes(_top + "/boot/grub/grub.cfg", [.. before, .. "\n}\n"u8]);

        Assert.Equal(0, Help("--should-exist", "a=日").Code);

        Assert.Equal([.. before, .. " a=日\n}\n"u8], File.ReadAllBytes(_top + "/boot/grub/grub.cfg"));
    }

    [Fact]
    public void A_quotation_mark_without_its_pair_and_a_file_that_GRUB_cannot_read_are_refused_before_anything_is_written()
    {
        Write("boot/loader/entries/a.conf", "options ro\n");
        Assert.Equal((1, "the kernel argument a has a quotation mark without its pair: it would take in all that follows\n"), Help("--should-exist", "a=\"b"));
        Assert.Equal("options ro\n", Read("boot/loader/entries/a.conf"));

        Write("boot/grub/grub.cfg", "linux /vmlinuz x='\ninitrd /i\n");
        Assert.Equal((1, "/grub/grub.cfg: line 1: the quote is never closed\n"), Help("--should-exist", "a"));
        Assert.Equal("linux /vmlinuz x='\ninitrd /i\n", Read("boot/grub/grub.cfg"));
    }

    [Fact]
    public void Without_a_boot_loader_that_it_knows_it_fails()
    {
        var (code, said) = Help("--should-exist", "nosmt");

        Assert.Equal(1, code);
        Assert.Contains("grub.cfg", said);
    }

    [Theory]
    [InlineData("--what", "x")]
    [InlineData("--should-exist")]
    public void Bad_arguments_are_a_usage_error(params string[] args) =>
        Assert.Equal(2, KargsHelper.Run(args, TextWriter.Null, _ => _reboots++));

    [Fact]
    public void It_finds_the_root_device_mounts_it_and_leaves_nothing_mounted()
    {
        Assert.SkipUnless(ProgramPath.Find("mkfs.ext4") is not null && ProgramPath.Find("losetup") is not null, "needs mkfs.ext4 and losetup");
        var image = _top + "/disk";
        Directory.CreateDirectory(_top + "/tree/boot/grub");
        Write("tree/boot/grub/grub.cfg", "linux /vmlinuz ro\n");
        var made = new Command("mkfs.ext4").WithArguments("-q", "-d", _top + "/tree", image, "8M").Run();
        Assert.SkipUnless(made.Succeeded, "mkfs.ext4 does not work here");
        var attached = new Command("losetup").WithArguments("--find", "--show", image).Run();
        Assert.SkipUnless(attached.Succeeded, "there are no loop devices here");
        var device = attached.Output.Trim();
        try
        {
            Write("cmdline", $"root={device} ro\n");
            var said = new StringWriter();

            var code = KargsHelper.Run(["--should-exist", "nosmt", "--cmdline", _top + "/cmdline"], said, _ => _reboots++);

            Assert.True(code == 0, said.ToString());
            Assert.Equal(1, _reboots);
            Assert.DoesNotContain("/run/ignition/kargs", File.ReadAllText("/proc/self/mountinfo"));
            Directory.CreateDirectory(_top + "/mnt");
            new Command("mount").WithArguments("-o", "ro", device, _top + "/mnt").Run().EnsureSuccess();
            var text = Read("mnt/boot/grub/grub.cfg");
            new Command("umount").WithArguments(_top + "/mnt").Run().EnsureSuccess();
            Assert.Equal("linux /vmlinuz ro nosmt\n", text);
        }
        finally
        {
            new Command("losetup").WithArguments("--detach", device).Run().EnsureSuccess();
        }
    }
}
