namespace Ignition.Agent.Cli;

/// <summary>One command of the binary.</summary>
/// <param name="Name">Word after <c>ignition</c>.</param>
/// <param name="ProgramName">Name under which the binary runs it directly, or null.</param>
/// <param name="Summary">One line for the help.</param>
/// <param name="Run">Runs it with the arguments after its name; true when called under <paramref name="ProgramName"/>.</param>
internal sealed record Command(string Name, string? ProgramName, string Summary, Func<string[], bool, int> Run);

/// <summary>Chooses a command by the name the binary was called under, then by its first argument; the boot-time engine is what remains.</summary>
internal static class Commands
{
    /// <summary>All commands but the engine.</summary>
    public static Command[] All =>
    [
        new("plan", null, "show what a config would change on a machine, and what it would destroy", (args, _) => PlanCommand.Run(args)),
        new("validate", "ignition-validate", "check configs and say what is wrong where", ValidateCommand.Run),
        new("merge", null, "print the config that results from merging configs in order", (args, _) => MergeCommand.Run(args)),
        new("apply", "ignition-apply", "apply files and units while a container image is built", (args, _) => ApplyCommand.Run(args)),
        new("kargs-helper", "ignition-kargs-helper", "set kernel arguments in the boot loader, then reboot", (args, _) => Stages.Kargs.KargsHelper.Run(args)),
        new("butane", "butane", "translate Butane into a config", (args, _) => ButaneCommand.Run(args)),
        new("convert", null, "convert a cloud-config to Butane", (args, _) => ConvertCommand.Run(args)),
        new("rmcfg", "ignition-rmcfg", "delete the config from the platform", (args, _) => RmcfgCommand.Run(args)),
        new("embed", null, "write a config onto a disk where the machine finds it", (args, _) => EmbedCommand.Run(args)),
        new("help", null, "show this help", (args, _) => Help(args)),
    ];

    /// <summary>Runs what the command line asks for.</summary>
    /// <param name="program">Name or path the binary was called under.</param>
    /// <param name="args">Arguments.</param>
    public static int Run(string program, string[] args)
    {
        var name = Path.GetFileName(program);
        var all = All;
        if (Array.Find(all, c => c.ProgramName == name) is { } personality) return personality.Run(args, true);
        if (args.Length > 0 && Array.Find(all, c => c.Name == args[0]) is { } command) return command.Run(args[1..], false);
        using var stdout = StandardStreams.Output();
        using var stderr = StandardStreams.Error();
        return EngineCommand.Run(args, stdout, stderr);
    }

    private static int Help(string[] args)
    {
        using var stdout = StandardStreams.Output();
        if (args is ["platforms"])
        {
            foreach (var platform in Platforms.PlatformRegistry.All) stdout.WriteLine(platform);
            return 0;
        }

        stdout.Write(EngineCommand.Flags.Help());
        stdout.WriteLine();
        stdout.WriteLine("Commands:");
        foreach (var command in All) stdout.WriteLine($"  {command.Name,-10} {command.Summary}{(command.ProgramName is null ? "" : $" (also as {command.ProgramName})")}");
        stdout.WriteLine();
        stdout.WriteLine("ignition COMMAND -help tells more. Manual: ignition(8).");
        return 0;
    }
}
