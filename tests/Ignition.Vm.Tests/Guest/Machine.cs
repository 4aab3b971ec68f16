using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Ignition.Vm.Tests.Guest;

/// <summary>What a machine showed and left behind.</summary>
/// <param name="Console">The serial console, without terminal escapes.</param>
/// <param name="SecondConsole">The paravirtual console, for boots that have <c>console=hvc0</c>.</param>
/// <param name="Evidence">What the guest sent, in order.</param>
/// <param name="Took">Time from power on to power off.</param>
internal sealed record Course(string Console, string SecondConsole, IReadOnlyList<Evidence> Evidence, TimeSpan Took);

/// <summary>A virtual machine under QEMU without KVM.</summary>
internal static partial class Machine
{
    /// <summary>Starts of a machine whose kernel gets stuck before it runs anything: the emulator's doing, and rare.</summary>
    private const int Starts = 3;

    /// <summary>What costs an emulated machine time and these tests nothing: guards against other tenants, the kernel's tests of its own ciphers.</summary>
    private const string Lighter = "mitigations=off cryptomgr.notests nowatchdog audit=0";

    /// <summary>Boots a machine and waits for its end.</summary>
    /// <exception cref="TimeoutException">It did not end in time; the message has the end of its console.</exception>
    public static async Task<Course> RunAsync(GuestImage image, Boot boot, CancellationToken cancel = default)
    {
        for (var start = 1; ; start++)
        {
            if (await StartAsync(image, boot, mayBeStuck: start < Starts, cancel) is { } course) return course;
            TestContext.Current.SendDiagnosticMessage("{0}: the kernel got stuck before it ran anything; started again", boot.Name);
        }
    }

    /// <returns>Null when the kernel got stuck before it ran anything and that may be.</returns>
    private static async Task<Course?> StartAsync(GuestImage image, Boot boot, bool mayBeStuck, CancellationToken cancel)
    {
        var directory = Path.Combine(Workplace.Out, "vm-logs");
        Directory.CreateDirectory(directory);
        string Log(string extension) => Path.Combine(directory, $"{boot.Name}.{extension}");
        foreach (var old in Directory.EnumerateFiles(directory, boot.Name + ".*")) File.Delete(old);

        var watch = Stopwatch.StartNew();
        List<string> command = [image.Machine.Program, .. Arguments(image, boot, Log)];
        if (boot.Link is { } link) command.InsertRange(0, ["ip", "netns", "exec", link.Namespace]);
        using var qemu = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true })!;
        var errors = qemu.StandardError.ReadToEndAsync(cancel);
        var stopped = await WaitAsync(qemu, boot, Log, watch, mayBeStuck && !boot.KernelArguments.Contains("quiet", StringComparison.Ordinal), cancel);
        if (stopped == Stuck) return null;
        var console = Plain(ReadShared(Log("console")));
        if (stopped is not null) throw new TimeoutException($"{boot.Name}: {stopped}; the console ends:\n{End(console)}");
        if (qemu.ExitCode != 0 && boot.UntilConsoleShows is null) throw new InvalidOperationException($"{boot.Name}: QEMU: {await errors}");
        return new Course(console, Plain(ReadShared(Log("console2"))), Guest.Evidence.Read(Log("evidence")), watch.Elapsed);
    }

    private static List<string> Arguments(GuestImage image, Boot boot, Func<string, string> log)
    {
        File.WriteAllText(log("script"), boot.Script);
        List<string> arguments =
        [
            .. image.Machine.Arguments, "-accel", "tcg,thread=multi", "-smp", "2", "-m", "2048", "-display", "none", "-nodefaults",
            "-serial", $"file:{log("console")}",
            "-drive", $"file={boot.Disk.Path},format={boot.Disk.Format},if=virtio,cache=unsafe,discard=unmap",
            "-fw_cfg", $"name=opt/evidence/script,file={log("script")}",
            "-device", "virtio-serial-pci", "-chardev", $"file,id=evidence,path={log("evidence")}",
            "-device", "virtserialport,chardev=evidence,name=evidence",
            "-chardev", $"file,id=console2,path={log("console2")}", "-device", "virtconsole,chardev=console2",
            "-netdev", boot.Link is { } link ? $"tap,id=net,ifname={link.Device},script=no,downscript=no" : "user,id=net,restrict=on",
            "-device", "virtio-net-pci,netdev=net",
            .. boot.Arguments,
        ];
        if (boot.Late is { } late) arguments.AddRange(late.Arguments(log("qmp")));
        if (boot.Config is not null)
        {
            File.WriteAllBytes(log("config"), boot.Config);
            arguments.AddRange(["-fw_cfg", $"name=opt/com.coreos/config,file={log("config")}"]);
        }

        if (!boot.FromDisk)
        {
            arguments.AddRange(
            [
                "-no-reboot", "-kernel", image.Kernel, "-initrd", boot.Initramfs ?? image.Initramfs,
                "-append", $"root=LABEL=root ro console={image.Machine.Console} {Lighter} ignition.platform.id={boot.Platform} {boot.KernelArguments}",
            ]);
        }

        return arguments;
    }

    /// <returns>Null when the machine ended as it should, otherwise why it was ended.</returns>
    private static async Task<string?> WaitAsync(Process qemu, Boot boot, Func<string, string> log, Stopwatch watch, bool mayBeStuck, CancellationToken cancel)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var late = boot.Late;
        try
        {
            while (!qemu.HasExited)
            {
                if (boot.UntilConsoleShows is { } end && Shows(end)) return null;
                if (mayBeStuck && Shows("watchdog: BUG: soft lockup") && !Shows("Run /init as init process")) return Stuck;
                if (late is not null && Shows(late.When))
                {
                    await late.PlugAsync(log("qmp"), cancel);
                    late = null;
                }

                if (watch.Elapsed > boot.Deadline) return $"not at its end after {boot.Deadline.TotalSeconds} s";
                await tick.WaitForNextTickAsync(cancel);
            }

            return null;
        }
        finally
        {
            if (!qemu.HasExited) qemu.Kill();
            await qemu.WaitForExitAsync(CancellationToken.None);
        }

        bool Shows(string text) => ReadShared(log("console")).Contains(text, StringComparison.Ordinal);
    }

    private const string Stuck = "the kernel is stuck";

    private static string ReadShared(string path)
    {
        if (!File.Exists(path)) return "";
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string Plain(string console) => Escapes().Replace(console, "").Replace("\r", "", StringComparison.Ordinal);

    private static string End(string console) => string.Join('\n', console.Split('\n').TakeLast(40));

    [GeneratedRegex(@"\x1b(\[[0-9;?]*[a-zA-Z]|\].*?\x07|[c=>78])")]
    private static partial Regex Escapes();
}
