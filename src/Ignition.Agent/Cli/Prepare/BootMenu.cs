using System.Text;
using Ignition.Linux.Files;
using Ignition.Stages.Kargs;

namespace Ignition.Agent.Cli.Prepare;

/// <summary>What the boot loader of an image would start.</summary>
/// <param name="Prefix">Directory with its files.</param>
/// <param name="Text">All of them in one text.</param>
/// <param name="Entries">For each entry the paths of the initramfs files it loads, below the root, in order; the entry that is taken unless somebody chooses another comes first.</param>
internal sealed record BootMenu(string Prefix, string Text, IReadOnlyList<IReadOnlyList<string>> Entries)
{
    private const string PlatformArgument = "ignition.platform.id=";
    private static readonly string[] Prefixes = ["/boot", "/efi", "/boot/efi"];
    private static readonly string[] Scripts = ["/grub/grub.cfg", "/grub2/grub.cfg"];
    private static readonly string[] Others = ["/grub/grubenv", "/grub2/grubenv", "/grub/custom.cfg"];
    private static readonly string[] Commands = ["initrd", "initrd16", "initrdefi"];

    /// <summary>Platforms that the kernel arguments name.</summary>
    public IReadOnlyList<string> Platforms { get; } =
        [.. Words(Text).Where(static word => word.StartsWith(PlatformArgument, StringComparison.Ordinal)).Select(static word => word[PlatformArgument.Length..]).Distinct()];

    /// <summary>The kernel is told of a first boot: while there is a stamp, or always.</summary>
    public bool TellsFirstBoot => UsesStamp || Words(Text).Any(static word => word == "ignition.firstboot" || word.StartsWith("ignition.firstboot=", StringComparison.Ordinal));

    /// <summary>The stamp decides. GRUB's script that looks for it is worth nothing without a linux line that takes over what it found.</summary>
    public bool UsesStamp => Text.Split('\n').Any(static line =>
        line.Contains("$ignition_firstboot", StringComparison.Ordinal) && line.TrimStart() is var start
        && (start.StartsWith("linux", StringComparison.Ordinal) || start.StartsWith("options", StringComparison.Ordinal) || start.StartsWith("kernelopts=", StringComparison.Ordinal)));

    /// <summary>Reads the boot loader's files; null when there are none.</summary>
    public static BootMenu? Read(RootedDirectory root)
    {
        foreach (var prefix in Prefixes)
        {
            var text = new StringBuilder();
            var entries = new List<IReadOnlyList<string>>();
            foreach (var script in Scripts)
            {
                foreach (var line in Add(prefix + script))
                {
                    if (Words(line) is [var command, .. var paths] && Array.IndexOf(Commands, command) >= 0) entries.Add(Paths(root, prefix, paths));
                }
            }

            var directory = prefix + "/loader/entries";
            // The highest version is what a boot loader takes first.
            IReadOnlyList<string> names = root.Inspect(directory) is null ? [] : root.List(directory);
            foreach (var name in names.OrderDescending(StringComparer.Ordinal))
            {
                if (!name.EndsWith(".conf", StringComparison.Ordinal)) continue;
                var words = new List<string>();
                foreach (var line in Add($"{directory}/{name}"))
                {
                    if (Words(line) is ["initrd", .. var paths]) words.AddRange(paths);
                }

                entries.Add(Paths(root, prefix, words));
            }

            foreach (var other in Others) Add(prefix + other);
            if (text.Length > 0) return new BootMenu(prefix, text.ToString(), [.. entries.Where(static entry => entry.Count > 0)]);

            string[] Add(string path)
            {
                if (root.ReadFile(path, follow: true) is not { } bytes) return [];
                var lines = BootText.Of(bytes);
                text.Append(lines).Append('\n');
                return lines.Split('\n');
            }
        }

        return null;
    }

    private static List<string> Words(string text) => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static word => word.Trim('"', '\''))];

    /// <summary>Paths are written from the root of the filesystem they are on, which may be mounted at the prefix.</summary>
    private static List<string> Paths(RootedDirectory root, string prefix, IEnumerable<string> words)
    {
        var paths = new List<string>();
        foreach (var word in words)
        {
            var path = word.StartsWith('(') && word.IndexOf(')', StringComparison.Ordinal) is > 0 and var end ? word[(end + 1)..] : word;
            if (!path.StartsWith('/')) continue; // a variable
            var below = RootedPath.Clean(prefix + path);
            paths.Add(root.Inspect(below) is not null ? below : RootedPath.Clean(path));
        }

        return paths;
    }
}
