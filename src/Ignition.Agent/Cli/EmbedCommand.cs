using Ignition.Agent.Boot;
using Ignition.Agent.Cli.Embed;
using Ignition.Agent.Logging;
using Ignition.Agent.Streams;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Serilog;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition embed</c>: writes a config onto a disk on which a machine will look for it, for machines that get no user data.</summary>
internal static class EmbedCommand
{
    private const int Failed = 1;

    /// <summary>Its flags.</summary>
    public static Flags Flags { get; } = new(
        "ignition embed -disk IMAGE_OR_DEVICE CONFIG",
        "Writes CONFIG (a file, or - for standard input) as ignition/config.ign onto the boot partition of a disk,\n" +
        "from a rescue system for instance. IMAGE_OR_DEVICE is a raw image, a disk, or a directory where the boot\n" +
        "partition is mounted. Refuses when nothing on the disk would read it.\n" +
        "Exit status: 0 it is written, 1 it is not, and the disk is as before.",
        "ignition embed -disk /dev/sda my.ign",
        new Flag("disk", "IMAGE_OR_DEVICE", "", "the disk, an image of it, or its mounted boot partition"));

    /// <summary>Runs the command.</summary>
    public static int Run(string[] args)
    {
        using var stdout = StandardStreams.Output();
        using var stderr = StandardStreams.Error();
        var flags = Flags.Parse(args, mixed: true);
        var problem = flags.Error
            ?? (flags["disk"].Length == 0 ? "flag -disk is needed" : flags.Positional.Count != 1 ? "exactly one config is needed" : null);
        if (Flags.Answer(flags, "ignition embed", problem, Failed, stdout, stderr) is { } answered) return answered;

        try
        {
            using var log = new LoggerConfiguration().MinimumLevel.Warning().WriteTo.Sink(new StreamSink(stderr)).CreateLogger();
            using var held = new StopSignals(); // what is mounted is unmounted again
            var bytes = CommandInput.Read(flags.Positional[0]);
            new ConfigText(log, TimeProvider.System).Read(bytes, flags.Positional[0]);
            var written = new BootPartition(static command => command.Run()).Embed(flags["disk"], bytes.Span);
            stdout.Write($"Wrote {bytes.Length} bytes to {written.Path} on {written.Where}.\n");
            if (written.KernelArguments is { } arguments) stdout.Write($"Add these kernel arguments, so that it is read: {arguments}\n");
            return 0;
        }
        catch (FailureException failed)
        {
            stderr.Write($"ignition embed: {Printable.Line(failed.Message)}\n{Failure.Of(failed).NextAction}\n");
            return Failed;
        }
    }
}
