using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Xunit;

namespace Ignition.Agent.Tests.Cli.Prepare;

/// <summary>The root of an image, and what an initramfs of it may look like.</summary>
internal sealed class ImageScratch : IDisposable
{
    /// <summary>What is in an initramfs with the module and a network.</summary>
    public static readonly string[] Full =
        ["usr/lib/systemd/system-generators/ignition-generator", "usr/lib/systemd/systemd-networkd", "usr/sbin/mkfs.xfs", "usr/sbin/wipefs", "usr/sbin/mdadm"];

    public string Root { get; } = Directory.CreateTempSubdirectory("ignition-image-").FullName;

    /// <summary>An image as a distribution installs it with the agent: GRUB's menu, an initramfs that has everything.</summary>
    public ImageScratch Installed() => With("/usr/lib/ignition-agent/ignition", "agent").With("/usr/bin/dracut", "dracut").With("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        .With("/etc/default/grub", "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX=\"quiet\"\n").With("/etc/grub.d/05_ignition", "")
        .With("/boot/grub/grub.cfg", """
            if [ -f "/boot/ignition.firstboot" ]; then
              set ignition_firstboot="ignition.firstboot"
            fi
            menuentry 'Debian' {
              linux /boot/vmlinuz-6.1 root=LABEL=root ro quiet $ignition_firstboot
              initrd /boot/initrd.img-6.1
            }

            """).Initramfs("/boot/initrd.img-6.1", Gzip(Cpio(Full)));

    public ImageScratch With(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root + path)!);
        File.WriteAllText(Root + path, text);
        return this;
    }

    public ImageScratch Initramfs(string path, params byte[][] parts)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root + path)!);
        File.WriteAllBytes(Root + path, [.. parts.SelectMany(static part => part)]);
        return this;
    }

    public string? Read(string path) => File.Exists(Root + path) ? File.ReadAllText(Root + path) : null;

    /// <summary>An archive as dracut and the kernel's own tools write it.</summary>
    public static byte[] Cpio(params string[] names)
    {
        using var archive = new MemoryStream();
        foreach (var name in names.Append("TRAILER!!!"))
        {
            var contents = name == "TRAILER!!!" ? [] : Encoding.UTF8.GetBytes("contents of " + name);
            int[] fields = [1, 0x81A4, 0, 0, 1, 0, contents.Length, 0, 0, 0, 0, name.Length + 1, 0];
            archive.Write(Encoding.ASCII.GetBytes("070701" + string.Concat(fields.Select(static field => field.ToString("X8", System.Globalization.CultureInfo.InvariantCulture)))));
            archive.Write(Encoding.UTF8.GetBytes(name + "\0"));
            Pad(archive);
            archive.Write(contents);
            Pad(archive);
        }

        return archive.ToArray();

        static void Pad(MemoryStream archive) => archive.Write(new byte[(int)((4 - (archive.Length % 4)) % 4)]);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Pack(string program, byte[] bytes)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["-q", "-c"]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        process.StandardInput.BaseStream.Write(bytes);
        process.StandardInput.Close();
        using var packed = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(packed);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return packed.ToArray();
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
