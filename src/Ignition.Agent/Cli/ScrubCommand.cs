using Ignition.Agent.Boot;
using Ignition.Agent.Streams;
using Ignition.Provisioning.Failures;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition scrub</c>: takes the secrets out of what the stages left, at the switch to the real root.</summary>
/// <remarks>
/// No stage does that: a first boot that failed is tried again in the same boot, and is to make the same machine. Until the real
/// root is entered nobody but root is there to read.
/// </remarks>
internal static class ScrubCommand
{
    private const int Failed = 1, Usage = 2;

    private static Flags Flags { get; } = new(
        "ignition scrub [FLAG...]",
        "Takes the secrets out of what the stages of a first boot left below /run. No stage\n" +
        "makes anything from what is left. A unit of the initramfs runs it, last.\n" +
        "Exit status: 0 they are gone, 1 they could not be taken out, 2 wrong usage.",
        "ignition scrub",
        new Flag("config-cache", "PATH", "/run/ignition.json", "where the config is kept between stages") { EmptyIsDefault = true },
        new Flag("state-file", "PATH", "/run/ignition/state", "what stages leave for later ones") { EmptyIsDefault = true });

    /// <summary>Runs the command.</summary>
    public static int Run(string[] args)
    {
        using var stdout = StandardStreams.Output();
        using var stderr = StandardStreams.Error();
        var flags = Flags.Parse(args, mixed: true);
        var problem = flags.Error ?? (flags.Positional.Count > 0 ? $"unexpected argument {flags.Positional[0]}" : null);
        if (Flags.Answer(flags, "ignition scrub", problem, Usage, stdout, stderr) is { } answered) return answered;
        try
        {
            ConfigCache.Scrub(flags["config-cache"]);
            if (!File.Exists(flags["state-file"])) return 0;
            var state = StateFile.Read(flags["state-file"]);
            state.Scrub();
            StateFile.Write(flags["state-file"], state);
            return 0;
        }
        catch (FailureException failed)
        {
            stderr.Write($"ignition scrub: {failed.Message}\n{failed.Failure.NextAction}\n");
            return Failed;
        }
    }
}
