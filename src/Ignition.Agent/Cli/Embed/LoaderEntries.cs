using System.Text;
using Ignition.Linux.Files;

namespace Ignition.Agent.Cli.Embed;

/// <summary>What a boot loader would start.</summary>
internal sealed class LoaderEntries(string prefix, string text)
{
    /// <summary>Directory with the boot loader's files: <c>/boot</c>, or empty on a boot partition.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>All its files in one text.</summary>
    public string Text { get; } = text;

    private static readonly string[] Files = ["/grub/grub.cfg", "/grub2/grub.cfg", "/grub/grubenv", "/grub2/grubenv"];
    private static readonly string[] Directories = ["/loader/entries", "/loader.0/entries", "/loader.1/entries"];

    /// <summary>Some entry starts a system with Ignition.</summary>
    public bool StartsIgnition => UseStamp || Text.Contains("ignition.", StringComparison.Ordinal);

    /// <summary>The entries are for a first boot while there is a stamp, whose arguments they take over.</summary>
    public bool UseStamp => Text.Contains("ignition_firstboot", StringComparison.Ordinal);

    /// <summary>The entries say where the config is.</summary>
    public bool NameDevice => Text.Contains("ignition.config.device=", StringComparison.Ordinal);

    /// <summary>Reads the files of the boot loader on a filesystem; null when there is none.</summary>
    public static LoaderEntries? Find(RootedDirectory root)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["", "/boot"])
        {
            var text = new StringBuilder();
            foreach (var file in Files) Add(prefix + file);
            foreach (var directory in Directories)
            {
                if (root.Inspect(prefix + directory) is null) continue;
                foreach (var entry in root.List(prefix + directory)) Add($"{prefix}{directory}/{entry}");
            }

            if (text.Length > 0) return new LoaderEntries(prefix, text.ToString());

            void Add(string path)
            {
                if (root.ReadFile(path, follow: true) is { } bytes) text.Append(Encoding.UTF8.GetString(bytes)).Append('\n');
            }
        }

        return null;
    }
}
