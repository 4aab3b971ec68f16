using Ignition.Agent.Boot;
using Ignition.Agent.Cli.Prepare;
using Ignition.Agent.Logging;
using Ignition.Agent.Streams;
using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Platforms.Registry;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Serilog;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition prepare</c>: makes an image ready for its first boot, or says what is missing.</summary>
internal static class PrepareCommand
{
    private const int Ready = 0, NotReady = 1, Usage = 2;

    private static Flags Flags { get; } = new(
        "ignition prepare -root DIR [FLAG...]",
        "Makes an image ready for its first boot: stamp, machine-id, platform, dracut's\n" +
        "configuration. Says what it made, what was right, and what is missing: the agent, the\n" +
        "module in the initramfs that the boot loader loads, programs that a config needs.\n" +
        "Exit status: 0 it is ready, 1 something is missing, 2 wrong usage.",
        "ignition prepare -root /mnt -platform qemu",
        new Flag("check", null, "false", "only look, and change nothing"),
        new Flag("config", "FILE", "", "the config that the first boot will get, to look for what it needs"),
        new Flag("platform", "ID", "", "where the config comes from (ignition help platforms)"),
        new Flag("root", "DIR", "", "where the image's root is mounted, its /boot and ESP below it"));

    /// <summary>Runs the command.</summary>
    public static int Run(string[] args)
    {
        using var stdout = StandardStreams.Output();
        using var stderr = StandardStreams.Error();
        return Run(args, stdout, stderr);
    }

    internal static int Run(string[] args, TextWriter stdout, TextWriter stderr)
    {
        var flags = Flags.Parse(args, mixed: true);
        var platform = flags["platform"].Length == 0 ? null : flags["platform"];
        var problem = flags.Error
            ?? (flags.Positional.Count > 0 ? $"unexpected argument {flags.Positional[0]}" : null)
            ?? (flags["root"].Length == 0 ? "flag -root is needed" : null)
            ?? (platform is not null && PlatformRegistry.Find(platform) is null ? $"there is no platform \"{platform}\"; ignition help platforms lists the ids" : null);
        if (Flags.Answer(flags, "ignition prepare", problem, Usage, stdout, stderr) is { } answered) return answered;
        var check = flags.Has("check");
        try
        {
            var config = flags["config"].Length == 0 ? null : Read(flags["config"], stderr);
            using var held = new StopSignals(); // what is begun is ended
            using var root = RootedDirectory.Open(flags["root"], ".ignition-");
            return Write(new Preparation(root, flags["root"], !check, static command => command.Run()).Run(platform, config), stdout);
        }
        catch (FailureException failed)
        {
            stderr.Write($"ignition prepare: {Printable.Line(failed.Message)}\n{failed.Failure.NextAction}\n");
            return NotReady;
        }
        catch (Exception e) when (e is RootedFileException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            stderr.Write($"ignition prepare: {Printable.Line($"{flags["root"]}: {e.Message}")}\n");
            return NotReady;
        }
    }

    private static IgnitionConfig Read(string file, TextWriter stderr)
    {
        using var log = new LoggerConfiguration().MinimumLevel.Warning().WriteTo.Sink(new StreamSink(stderr)).CreateLogger();
        return new ConfigText(log, TimeProvider.System).Read(CommandInput.Read(file), file).Config;
    }

    private static int Write(IReadOnlyList<PreparedItem> items, TextWriter stdout)
    {
        foreach (var item in items)
        {
            stdout.Write($"{Mark(item.Readiness)} {Printable.Line(item.Text)}\n");
            if (item.Next is { } next) stdout.Write($"    {Printable.Line(next)}\n");
        }

        var missing = items.Count(static item => item.Readiness == Readiness.Missing);
        stdout.Write(missing == 0 ? "Ready for its first boot.\n" : $"Not ready: {missing} {(missing == 1 ? "thing is" : "things are")} missing.\n");
        return missing == 0 ? Ready : NotReady;
    }

    private static char Mark(Readiness readiness) => readiness switch
    {
        Readiness.Right => '=',
        Readiness.Made => '+',
        Readiness.Missing => '-',
        _ => '!',
    };
}
