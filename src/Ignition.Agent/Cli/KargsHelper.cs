using System.Text;
using Ignition.Agent.Streams;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;
using Ignition.Stages.Kargs;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition-kargs-helper</c>: sets kernel arguments for good, and reboots once when that changed something.</summary>
/// <remarks>
/// It knows BLS entries (https://uapi-group.org/specifications/specs/boot_loader_specification/) and GRUB, with its
/// arguments in grub.cfg or in the environment block. A distribution with another boot loader brings a helper of its own.
/// </remarks>
internal static class KargsHelper
{
    private const int Done = 0, Failed = 1, Usage = 2;

    private static string Help => Encoding.UTF8.GetString("""
        Usage: ignition-kargs-helper [--should-exist ARGUMENT]... [--should-not-exist ARGUMENT]...

        Sets kernel arguments in the boot loader for good, and reboots the machine when that changed something.
        Exit status: 0 nothing had to change, 1 they cannot be set, 2 wrong usage.

          --should-exist ARGUMENT      argument that every later boot has; words in it stay together
          --should-not-exist ARGUMENT  argument that none has
          --no-reboot                  leave the reboot to whoever called this
          --boot DIRECTORY             where the boot files are mounted, rather than looking for them
          --root DIRECTORY             where the root filesystem is mounted
          --cmdline FILE               kernel command line of this boot (default /proc/cmdline)

        Example: ignition-kargs-helper --should-exist console=ttyS0 --should-not-exist quiet

        """u8);

    /// <summary>Runs the helper.</summary>
    /// <param name="args"><c>--should-exist A … --should-not-exist B …</c>; for tests and images also <c>--boot</c>, <c>--root</c>, <c>--cmdline</c>, <c>--no-reboot</c>.</param>
    /// <returns>0 when nothing had to change; otherwise it does not return before the reboot. 1 on failure, 2 on bad arguments.</returns>
    public static int Run(string[] args)
    {
        if (args is ["-h" or "-help" or "--help"])
        {
            using var help = StandardStreams.Output();
            help.Write(Help);
            return Done;
        }

        using var output = StandardStreams.Error();
        return Run(args, output, Reboot.Now);
    }

    internal static int Run(string[] args, TextWriter output, Action<TextWriter> reboot)
    {
        if (KargsHelperOptions.Parse(args) is not { } options)
        {
            output.Write(Help);
            return Usage;
        }
        try
        {
            options.Wanted.Require();
            var commandLine = File.ReadAllText(options.CommandLinePath);
            bool isChanged;
            using (var filesystems = BootFilesystems.Open(options.BootPath, options.RootPath, commandLine)) isChanged = Edit(filesystems, options.Wanted.AsBytes(), output);
            if (options.Wanted.AreIn(commandLine)) return Done;
            if (!isChanged)
            {
                // Rebooting again would not help: this boot did not use what is written there.
                output.WriteLine("the arguments are set for the next boot, but this boot has others; not rebooting again");
                return Done;
            }
            output.WriteLine(options.Reboots ? "kernel arguments were changed: rebooting" : "kernel arguments were changed: the next boot has them");
            if (options.Reboots) reboot(output);
            return Done;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or CommandException or UnauthorizedAccessException)
        {
            output.WriteLine(e.Message);
            return Failed;
        }
    }

    private static bool Edit(BootFilesystems filesystems, WantedArguments wanted, TextWriter output)
    {
        var changed = new List<string>();
        // What later kernels and update-grub start from comes first: what counts for the next boot is complete last.
        if (filesystems.Root is { } root)
        {
            EditText(root, "/etc/kernel/cmdline", text => ArgumentSyntax.Kernel.Edit(text, wanted, adds: true) is { } edited ? edited + "\n" : null);
            EditText(root, "/etc/default/grub", text => GrubDefaults.Edit(text, wanted));
            root.Sync();
        }
        var files = new BootLoaderFiles(filesystems.Boot, filesystems.Prefix, wanted);
        files.Edit();
        if (!files.IsSupported) throw new InvalidDataException("found neither boot loader entries (loader/entries) nor a grub.cfg that boots Linux on the boot filesystem");
        filesystems.Boot.Sync();
        changed.AddRange(files.Changed);
        foreach (var path in changed) output.WriteLine($"changed {path}");
        return files.Changed.Count > 0;

        void EditText(RootedDirectory from, string path, Func<string, string?> edit)
        {
            if (from.ReadFile(path, follow: true) is not { } bytes) return;
            try
            {
                if (edit(BootText.Of(bytes)) is not { } text) return;
                BootFile.Replace(from, path, BootText.Bytes(text));
                changed.Add(path);
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"{path}: {e.Message}", e);
            }
        }
    }
}

/// <summary>Command line of the helper.</summary>
internal sealed class KargsHelperOptions(WantedArguments wanted, string? bootPath, string? rootPath, string commandLinePath, bool reboots)
{
    /// <summary>What is wanted.</summary>
    public WantedArguments Wanted { get; } = wanted;

    /// <summary>Boot files, mounted already; null to find and mount them.</summary>
    public string? BootPath { get; } = bootPath;

    /// <summary>Root filesystem, mounted already; null to find and mount it, or none when the boot files are given.</summary>
    public string? RootPath { get; } = rootPath;

    /// <summary>The kernel command line of this boot.</summary>
    public string CommandLinePath { get; } = commandLinePath;

    /// <summary>False to leave the reboot to the caller.</summary>
    public bool Reboots { get; } = reboots;

    public static KargsHelperOptions? Parse(string[] args)
    {
        List<string> present = [], absent = [];
        string? boot = null, root = null;
        var commandLine = "/proc/cmdline";
        var reboots = true;
        for (var i = 0; i < args.Length; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var flag = equals < 0 ? args[i] : args[i][..equals];
            if (flag == "--no-reboot")
            {
                reboots = false;
                continue;
            }
            if (equals < 0 && i + 1 == args.Length) return null;
            var value = equals < 0 ? args[++i] : args[i][(equals + 1)..];
            switch (flag)
            {
                case "--should-exist": present.Add(value); break;
                case "--should-not-exist": absent.Add(value); break;
                case "--boot": boot = value; break;
                case "--root": root = value; break;
                case "--cmdline": commandLine = value; break;
                default: return null;
            }
        }
        return new KargsHelperOptions(WantedArguments.Of(present, absent), boot, root, commandLine, reboots);
    }
}
