using System.Diagnostics;

namespace Ignition.Stages.Tests.Disks;

/// <summary>A disk of the host for tests that change real devices: a loop device over a sparse file.</summary>
internal sealed class LoopDisk : IDisposable
{
    private readonly string _image = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"ignition-disk-{Guid.NewGuid():N}.img");

    public LoopDisk(int sizeMiB, int sectorSize = 512)
    {
        using (var file = File.Create(_image)) file.SetLength((long)sizeMiB << 20);
        Device = RunWhenFree("losetup", "--find", "--show", "--sector-size", $"{sectorSize}", _image).Trim();
    }

    public string Device { get; }

    /// <summary>Why tests with real devices cannot run here, or null.</summary>
    public static string? Unavailable { get; } = Probe();

    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors.Result}");
    }

    public void Dispose()
    {
        var name = Path.GetFileName(Device);
        if (Directory.EnumerateDirectories($"/sys/class/block/{name}/", name + "p*").Any()) RunWhenFree("partx", "--delete", Device);
        RunWhenFree("losetup", "--detach", Device);
        File.Delete(_image);
    }

    /// <summary>As <see cref="Run"/>, again for a while when it fails: another asker for a loop device or udev may hold what is wanted for a moment.</summary>
    private static string RunWhenFree(string program, params string[] arguments)
    {
        for (var left = 50; ; left--)
        {
            try
            {
                return Run(program, arguments);
            }
            catch (InvalidOperationException) when (left > 0)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static string? Probe()
    {
        if (!Environment.IsPrivilegedProcess) return "needs root";
        foreach (var program in (string[])["losetup", "partx", "mkfs.ext4", "mkfs.xfs", "mkfs.btrfs", "mkfs.fat", "mkswap", "wipefs"])
        {
            if (Ignition.Linux.Processes.ProgramPath.Find(program) is null) return $"needs {program}";
        }

        try
        {
            using var disk = new LoopDisk(8);
            Run("sfdisk", "--version");
            return File.Exists(disk.Device) ? null : "needs device nodes";
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
    }
}
