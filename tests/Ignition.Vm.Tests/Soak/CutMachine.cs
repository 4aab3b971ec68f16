using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Soak;

/// <summary>How one boot of a power cut ended.</summary>
/// <param name="Report">What the guest says the machine is like at its end; null when the boot did not get there.</param>
/// <param name="Why">Why it did not: cut, stopped in emergency mode, or out of time.</param>
/// <param name="Took">Time from the moment the disks were there.</param>
internal sealed record CutBoot(string? Report, string? Why, TimeSpan Took);

/// <summary>A machine that has booted into its initramfs without disks, kept as a snapshot: each boot starts there when its disks are plugged in.</summary>
internal sealed class CutMachine
{
    private readonly GuestImage _image;
    private readonly string _name;
    private readonly string _initramfs;
    private readonly string _config;
    private int _boots;

    private CutMachine(GuestImage image, string name, bool peer, string config)
    {
        _image = image;
        _name = name;
        _config = config;
        _initramfs = CutInitramfs.Make(image, name, peer);
    }

    /// <summary>Blank disks for it.</summary>
    public CutDisks NewDisks() => new(_image, _name);

    private string Snapshot => Path.Combine(Workplace.Out, "vm", _name + ".state");

    /// <summary>Boots the machine to where it waits for its disks, and keeps it.</summary>
    /// <param name="image">The guest.</param>
    /// <param name="name">Name of its files.</param>
    /// <param name="peer">True for Debian's ignition.</param>
    /// <param name="config">Path of the config.</param>
    /// <param name="cancel">Ends the boot.</param>
    public static async Task<CutMachine> PrepareAsync(GuestImage image, string name, bool peer, string config, CancellationToken cancel)
    {
        var machine = new CutMachine(image, name, peer, config);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        using var qemu = machine.Start("prepare", null, []);
        try
        {
            using var qmp = await Qmp.ConnectAsync(machine.Log("prepare", "qmp"), limit.Token);
            while (!machine.Console("prepare").Contains("CUTS: waiting for disks", StringComparison.Ordinal))
            {
                if (qemu.HasExited) throw new InvalidOperationException($"QEMU ended: {machine.Console("prepare")}");
                await Task.Delay(100, limit.Token);
            }

            await Task.Delay(TimeSpan.FromSeconds(2), limit.Token); // whatever else was starting has started
            await qmp.DoAsync("""{"execute":"stop"}""", limit.Token);
            await qmp.DoAsync("""{"execute":"migrate-set-parameters","arguments":{"max-bandwidth":10737418240}}""", limit.Token);
            await qmp.DoAsync($$$"""{"execute":"migrate","arguments":{"uri":"exec:cat >'{{{machine.Snapshot}}}'"}}""", limit.Token);
            await qmp.WaitAsync("query-migrate", status => status == "completed", limit.Token);
        }
        finally
        {
            Kill(qemu);
        }

        return machine;
    }

    /// <summary>Boots from the snapshot.</summary>
    /// <param name="disks">Its disks.</param>
    /// <param name="cut">When the power is cut, from the moment the disks are there; null never.</param>
    /// <param name="deadline">Longest time the boot may take.</param>
    /// <param name="cancel">Ends the boot.</param>
    public async Task<CutBoot> BootAsync(CutDisks disks, TimeSpan? cut, TimeSpan deadline, CancellationToken cancel)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"boot{++_boots % 8}");
        using var qemu = Start(name, Snapshot, [.. CutDisks.Names.SelectMany(disk => new[] { "-drive", disks.Drive(disk) })]);
        try
        {
            using var qmp = await Qmp.ConnectAsync(Log(name, "qmp"), cancel);
            await qmp.WaitAsync("query-status", status => status is not "inmigrate", cancel);
            for (var i = 0; i < CutDisks.Names.Count; i++)
            {
                var disk = CutDisks.Names[i];
                await qmp.DoAsync($$$"""{"execute":"device_add","arguments":{"driver":"virtio-blk-pci","drive":"{{{disk}}}","serial":"{{{disk}}}","id":"disk-{{{disk}}}","bus":"port{{{i}}}"}}""", cancel);
            }

            await qmp.DoAsync("""{"execute":"cont"}""", cancel);
            var watch = Stopwatch.StartNew();
            while (!qemu.HasExited)
            {
                if (cut is { } moment && watch.Elapsed >= moment) return new CutBoot(null, "cut", watch.Elapsed);
                if (watch.Elapsed > deadline) return new CutBoot(null, $"not at its end after {deadline.TotalSeconds:0} s", watch.Elapsed);
                if (Received(name) is [{ Kind: "JOURNAL" } stopped, ..]) return new CutBoot(null, "stopped in emergency mode: " + Cause(stopped), watch.Elapsed);
                var left = cut is { } end ? end - watch.Elapsed : TimeSpan.FromMilliseconds(100);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(left.TotalMilliseconds, 0, 100)), cancel);
            }

            var report = Received(name).FirstOrDefault(evidence => evidence.Kind == "CUTS");
            return new CutBoot(report?["cuts"], report is null ? "ended without a report" : null, watch.Elapsed);
        }
        finally
        {
            Kill(qemu);
        }
    }

    /// <summary>What a stage of ours, or of the peer, ended with.</summary>
    private static string Cause(Evidence stopped) =>
        stopped.Journal.Select(static entry => entry["MESSAGE"])
            .LastOrDefault(static text => text.Contains("Ignition failed", StringComparison.Ordinal) || (text.StartsWith("Stage ", StringComparison.Ordinal) && text.Contains(" failed: ", StringComparison.Ordinal)))
        ?? "no cause in the journal";

    private static void Kill(Process qemu)
    {
        if (!qemu.HasExited) qemu.Kill(); // SIGKILL: nothing is flushed
        qemu.WaitForExit();
    }

    private Process Start(string boot, string? snapshot, IReadOnlyList<string> more)
    {
        Directory.CreateDirectory(Path.Combine(Workplace.Out, "vm-logs"));
        foreach (var extension in new[] { "qmp", "console", "evidence" }) File.Delete(Log(boot, extension));
        List<string> arguments =
        [
            "-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "1280", "-display", "none", "-nodefaults", "-no-reboot",
            "-qmp", $"unix:{Log(boot, "qmp")},server=on,wait=off",
            "-serial", $"file:{Log(boot, "console")}",
            "-fw_cfg", $"name=opt/com.coreos/config,file={_config}",
            "-device", "virtio-serial-pci", "-chardev", $"file,id=evidence,path={Log(boot, "evidence")}", "-device", "virtserialport,chardev=evidence,name=evidence",
            "-kernel", _image.Kernel, "-initrd", _initramfs,
            "-append", "root=LABEL=root ro console=ttyS0 quiet norandmaps ignition.platform.id=qemu ignition.firstboot ignition.vm.selinux",
        ];
        for (var i = 0; i < CutDisks.Names.Count; i++)
            arguments.AddRange(["-device", string.Create(CultureInfo.InvariantCulture, $"pcie-root-port,id=port{i},chassis={i + 1},slot={i + 1}")]);
        if (snapshot is not null) arguments.AddRange(["-incoming", $"exec:cat '{snapshot}'"]);
        return Process.Start("qemu-system-x86_64", [.. arguments, .. more]);
    }

    private string Log(string boot, string extension) => Path.Combine(Workplace.Out, "vm-logs", $"{_name}-{boot}.{extension}");

    private string Console(string boot) => File.Exists(Log(boot, "console")) ? ReadShared(Log(boot, "console")) : "";

    private IReadOnlyList<Evidence> Received(string boot)
    {
        var path = Log(boot, "evidence");
        if (!File.Exists(path) || new FileInfo(path).Length == 0) return [];
        try
        {
            return Evidence.Read(path);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or FormatException)
        {
            return []; // its first line is still on the way
        }
    }

    private static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
