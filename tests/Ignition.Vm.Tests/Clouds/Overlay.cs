using System.Diagnostics;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>An initramfs with more files in it: the kernel unpacks what is appended last.</summary>
internal sealed class Overlay : IDisposable
{
    private Overlay(string path) => Path = path;

    /// <summary>The whole initramfs; it lies with the boot's disks.</summary>
    public string Path { get; }

    /// <summary>Lays files over an initramfs.</summary>
    public static Overlay On(string initramfs, params (string Path, string Text)[] files) =>
        On(initramfs, Array.ConvertAll(files, file => (file.Path, System.Text.Encoding.UTF8.GetBytes(file.Text))));

    /// <summary>The same with programs among the files, in a directory named bin.</summary>
    public static Overlay On(string initramfs, params (string Path, byte[] Bytes)[] files)
    {
        var tree = Directory.CreateTempSubdirectory("ignition-overlay-").FullName;
        try
        {
            // It becomes the root directory: without this, nobody but root finds anything in the initramfs.
            File.SetUnixFileMode(tree, (UnixFileMode)0b111_101_101);
            foreach (var (path, bytes) in files)
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(tree + path)!);
                File.WriteAllBytes(tree + path, bytes);
                if (path.Contains("/bin/", StringComparison.Ordinal)) File.SetUnixFileMode(tree + path, (UnixFileMode)0b111_101_101);
            }

            var made = System.IO.Path.Combine(Workplace.Out, "vm-disks", $"overlay-{Guid.NewGuid():N}.img");
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(made)!);
            using var process = Process.Start(new ProcessStartInfo(
                "/bin/sh", ["-ec", "cp \"$1\" \"$2\"; cd \"$3\"; find . | cpio --quiet -o -H newc -R 0:0 >>\"$2\"", "sh", initramfs, made, tree]) { UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? new Overlay(made) : throw new InvalidOperationException($"cpio ended with {process.ExitCode}");
        }
        finally
        {
            Directory.Delete(tree, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}
