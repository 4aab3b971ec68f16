using System.Text;
using Ignition.Stages.Kargs;
using Ignition.Tests.Fuzzing;
using Xunit;

namespace Ignition.Agent.Tests.Fuzzing.Targets;

/// <summary>Texts of boot loaders: what was edited once has nothing left to edit, and a variable that was set is read.</summary>
internal sealed class KargsTarget : FuzzTarget
{
    private static readonly WantedArguments Wanted = WantedArguments.Of(["mitigations=off", "a=b"], ["quiet"]);

    public override IReadOnlyList<byte[]> Seeds { get; } = Texts(
        "### BEGIN /etc/grub.d/10_linux ###\nmenuentry 'Linux' {\n\tlinux /vmlinuz root=UUID=1 ro quiet $kernelopts\n\tinitrd /initrd\n}\n### END /etc/grub.d/10_linux ###\n",
        "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet splash\"\nGRUB_CMDLINE_LINUX='console=ttyS0 a=\"b c\"'\n", "GRUB_CMDLINE_LINUX_DEFAULT=quiet\nGRUB_CMDLINE_LINUX=console=ttyS0\n",
        "# GRUB Environment Block\nkernelopts=root=/dev/sda1 ro quiet\nsaved_entry=0\n" + new string('#', 960));

    public override IReadOnlyList<byte[]> Pieces { get; } = [.. Texts("\n", "linux ", "linux16 ", "\"", "'", "\\", "\\\n", "$", "quiet", "mitigations=off", "GRUB_CMDLINE_LINUX=", "GRUB_CMDLINE_LINUX_DEFAULT=", "kernelopts=", "#", "=", " ", "\t", "### BEGIN x ###", "\0", "é", ";", "{", "}"), [0xff]];

    public override void Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Converges(text, static text => GrubText.EditConfig(text, Wanted, static _ => true));
        Converges(text, static text => GrubDefaults.Edit(text, Wanted));
        Converges(text, static text =>
        {
            _ = GrubText.BootsLinux(text);
            return null;
        });
        try
        {
            var block = GrubEnvironment.Set(input, "kernelopts", "a \\ b");
            Assert.Equal("a \\ b", GrubEnvironment.Get(block, "kernelopts"));
            Assert.Equal(block, GrubEnvironment.Set(block, "kernelopts", "a \\ b"));
        }
        catch (InvalidDataException)
        {
            // No room.
        }
    }

    /// <summary>What cannot be read is refused as such; everything else is right after one edit.</summary>
    private static void Converges(string text, Func<string, string?> edit)
    {
        try
        {
            if (edit(text) is { } edited) Assert.Null(edit(edited));
        }
        catch (InvalidDataException)
        {
            // A quote that nothing closes.
        }
    }
}
