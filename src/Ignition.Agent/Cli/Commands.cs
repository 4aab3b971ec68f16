using Ignition.Agent.Streams;
using Ignition.Linux.Calls;
using Ignition.Platforms.Registry;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;

namespace Ignition.Agent.Cli;

/// <summary>One command of the binary.</summary>
internal sealed class ProgramCommand(string name, string? programName, string summary, Func<string[], bool, int> run)
{
    /// <summary>Word after <c>ignition</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Name under which the binary runs it directly, or null.</summary>
    public string? ProgramName { get; } = programName;

    /// <summary>One line for the help.</summary>
    public string Summary { get; } = summary;

    /// <summary>Runs it with the arguments after its name; true when called under <see cref="ProgramName"/>.</summary>
    public Func<string[], bool, int> Run { get; } = run;
}

/// <summary>Chooses a command by the name the binary was called under, then by its first argument; the boot-time engine is what remains.</summary>
internal static class Commands
{
    private const int Failed = 1, WrongUsage = 2;
    private const int ReaderGone = 128 + 13; // as a program that SIGPIPE ended

    /// <summary>With less address space than this, in MiB, the runtime cannot start a thread, and ends in the midst of the work.</summary>
    private const ulong LeastAddressSpace = 96;

    /// <summary>All commands but the engine.</summary>
    public static ProgramCommand[] All =>
    [
        new("plan", null, "show what a config would change on a machine, and what it would destroy", (args, _) => PlanCommand.Run(args)),
        new("validate", "ignition-validate", "check configs and say what is wrong where", ValidateCommand.Run),
        new("merge", null, "print the config that results from merging configs in order", (args, _) => MergeCommand.Run(args)),
        new("apply", "ignition-apply", "apply files and units while a container image is built", (args, _) => ApplyCommand.Run(args)),
        new("kargs-helper", "ignition-kargs-helper", "set kernel arguments in the boot loader, then reboot", (args, _) => KargsHelper.Run(args)),
        new("butane", "butane", "translate Butane into a config", (args, _) => ButaneCommand.Run(args)),
        new("convert", null, "convert a cloud-config to Butane", (args, _) => ConvertCommand.Run(args)),
        new("rmcfg", "ignition-rmcfg", "delete the config from the platform", (args, _) => RmcfgCommand.Run(args)),
        new("prepare", null, "make an image ready for its first boot, or say what is missing", (args, _) => PrepareCommand.Run(args)),
        new("embed", null, "write a config onto a disk where the machine finds it", (args, _) => EmbedCommand.Run(args)),
        new("scrub", null, "take the secrets out of what the stages left below /run", (args, _) => ScrubCommand.Run(args)),
        new("help", null, "show this help", (args, _) => Help(args)),
    ];

    /// <summary>Runs what the command line asks for.</summary>
    /// <param name="program">Name or path the binary was called under.</param>
    /// <param name="args">Arguments.</param>
    public static int Run(string program, string[] args)
    {
        var name = Path.GetFileName(program);
        try
        {
            if (Limits.AddressSpace() >> 20 is < LeastAddressSpace and var space)
                throw new FailureException(SystemFailures.Memory, $"the limit of {space} MiB of address space is too small: {LeastAddressSpace} are needed at least");
            return Choose(name, args);
        }
        catch (OutputException e)
        {
            if (e.IsReaderGone) return ReaderGone;
            using var stderr = StandardStreams.Error();
            stderr.Write($"{name}: {e.Message}\n");
            return Failed;
        }
        catch (NulException e)
        {
            using var stderr = StandardStreams.Error();
            stderr.Write($"{name}: {Printable.Line(e.Message)} [{EngineFailures.Nul.Code}]\n");
            return Failed;
        }
        catch (Exception e)
        {
            // Nothing that a user does should come here; what the system refuses may.
            var failure = Failure.Of(e);
            using var stderr = StandardStreams.Error();
            stderr.Write($"{name}: {Printable.Line(failure.Cause)} [{failure.Code.Code}]\n");
            stderr.Write(failure.Code == EngineFailures.Unexpected ? $"{failure.Trace}\nThis is a mistake in {name}: report it with the command line.\n" : $"  next: {failure.NextAction}\n");
            return Failed;
        }
    }

    private static int Choose(string name, string[] args)
    {
        var all = All;
        if (Array.Find(all, c => c.ProgramName == name) is { } personality) return personality.Run(args, true);
        if (args.Length > 0 && Array.Find(all, c => c.Name == args[0]) is { } command) return command.Run(args[1..], false);
        using var stdout = StandardStreams.Output();
        using var stderr = StandardStreams.Error();
        return EngineCommand.Run(args, stdout, stderr);
    }

    private static int Help(string[] args)
    {
        if (args is [var about] && about != "help" && Array.Find(All, c => c.Name == about) is { } asked) return asked.Run(["-help"], false);
        using var stdout = StandardStreams.Output();
        if (args is ["platforms"])
        {
            foreach (var platform in PlatformRegistry.All) stdout.WriteLine(platform);
            return 0;
        }

        if (args is [var unknown, ..] && unknown is not ("help" or "-help" or "--help" or "-h"))
        {
            using var stderr = StandardStreams.Error();
            stderr.Write($"ignition: there is no command \"{unknown}\"; ignition help lists them\n");
            return WrongUsage;
        }

        stdout.Write(EngineCommand.Flags.Help());
        stdout.WriteLine();
        stdout.WriteLine("Commands:");
        foreach (var command in All) stdout.WriteLine($"  {command.Name,-13} {command.Summary}{(command.ProgramName is null ? "" : $" (also as {command.ProgramName})")}");
        stdout.WriteLine();
        stdout.WriteLine("ignition help COMMAND tells more; ignition help platforms lists the ids. Manual: ignition(8).");
        return 0;
    }
}
