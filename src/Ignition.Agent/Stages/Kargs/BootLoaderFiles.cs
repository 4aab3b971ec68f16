using System.Text;
using Ignition.Linux.Files;

namespace Ignition.Agent.Stages.Kargs;

/// <summary>Finds and edits what decides the kernel command line: BLS entries, GRUB's environment block, grub.cfg.</summary>
/// <param name="boot">The boot filesystem.</param>
/// <param name="prefix">Directory of the boot files in it: <c>/</c>, or <c>/boot</c> when it is the root filesystem.</param>
/// <param name="wanted">What is wanted.</param>
internal sealed class BootLoaderFiles(RootedDirectory boot, string prefix, WantedArguments wanted)
{
    private const string Variable = "kernelopts";
    private static readonly string[] GrubDirectories = ["grub2", "grub", "efi/EFI/fedora", "efi/EFI/redhat", "efi/EFI/centos"];

    /// <summary>Files that were changed.</summary>
    public List<string> Changed { get; } = [];

    /// <summary>True when a file that this knows was found.</summary>
    public bool IsSupported { get; private set; }

    /// <summary>Edits everything that needs it; what is right already stays untouched.</summary>
    public void Edit()
    {
        var editsVariable = false;
        var entries = At("loader/entries");
        foreach (var name in boot.List(entries))
        {
            if (!name.EndsWith(".conf", StringComparison.Ordinal)) continue;
            IsSupported = true;
            editsVariable |= EditEntry($"{entries}/{name}");
        }
        foreach (var directory in GrubDirectories)
        {
            var path = At($"{directory}/grub.cfg");
            if (boot.ReadFile(path, follow: true) is not { } bytes) continue;
            var text = Encoding.UTF8.GetString(bytes);
            if (!GrubText.BootsLinux(text)) continue;
            IsSupported = true;
            editsVariable |= text.Contains($"${Variable}", StringComparison.Ordinal) || text.Contains($"${{{Variable}}}", StringComparison.Ordinal);
            // Where GRUB reads BLS entries, a linux line of its own is some rescue entry: nothing is added there.
            var readsEntries = text.Contains("blscfg", StringComparison.Ordinal);
            Write(path, GrubText.EditConfig(text, wanted, line => !readsEntries && !UsesVariable(line)));
        }
        if (editsVariable) EditVariable();
    }

    /// <summary>Edits the options of a BLS entry; true when they come from the variable.</summary>
    private bool EditEntry(string path)
    {
        const string Key = "options";
        var lines = Encoding.UTF8.GetString(boot.ReadFile(path, follow: true) ?? []).Split('\n').ToList();
        var usesVariable = lines.Exists(line => IsOptions(line) && UsesVariable(line));
        // Several options lines count as one; words are added to the last.
        var last = lines.FindLastIndex(IsOptions);
        var all = lines.Where(IsOptions).SelectMany(line => ArgumentWords.Split(line[Key.Length..])).ToList();
        var missing = wanted with { Present = [.. wanted.Present.Where(word => !all.Contains(word) || wanted.Absent.Contains(word))] };
        var isChanged = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!IsOptions(lines[i]) || missing.Apply(ArgumentWords.Split(lines[i][Key.Length..]), adds: i == last && !usesVariable) is not { } words) continue;
            lines[i] = $"{Key} {string.Join(' ', words)}";
            isChanged = true;
        }
        if (last < 0 && wanted.Present.Count > 0)
        {
            lines.Insert(lines[^1].Length == 0 ? lines.Count - 1 : lines.Count, $"{Key} {string.Join(' ', wanted.Present)}");
            isChanged = true;
        }
        Write(path, isChanged ? string.Join('\n', lines) : null);
        return usesVariable;

        static bool IsOptions(string line) => line.StartsWith(Key, StringComparison.Ordinal) && line.Length > Key.Length && line[Key.Length] is ' ' or '\t';
    }

    private void EditVariable()
    {
        foreach (var directory in GrubDirectories)
        {
            var path = At($"{directory}/grubenv");
            if (boot.ReadFile(path, follow: true) is not { } block) continue;
            if (wanted.Apply(ArgumentWords.Split(GrubEnvironment.Get(block, Variable) ?? ""), adds: true) is not { } words) return;
            Write(path, GrubEnvironment.Set(block, Variable, string.Join(' ', words)));
            return;
        }
        throw new InvalidDataException($"the boot loader takes its arguments from ${Variable}, but there is no grubenv");
    }

    private static bool UsesVariable(string line) =>
        line.Contains($"${Variable}", StringComparison.Ordinal) || line.Contains($"${{{Variable}}}", StringComparison.Ordinal);

    private string At(string path) => RootedPath.Join(prefix, path);

    private void Write(string path, string? text)
    {
        if (text is not null) Write(path, Encoding.UTF8.GetBytes(text));
    }

    private void Write(string path, byte[] bytes)
    {
        BootFile.Replace(boot, path, bytes);
        Changed.Add(path);
    }
}

/// <summary>Replaces one file of the boot loader: complete and on disk before it has its name.</summary>
internal static class BootFile
{
    public static void Replace(RootedDirectory root, string path, byte[] bytes)
    {
        // GRUB's directories hold links (grub2/grubenv into the EFI partition): the file itself is replaced.
        var target = path;
        for (var links = 0; root.ReadLink(target) is { } link; links++)
        {
            if (links == 40) throw new InvalidDataException($"the links of {path} lead in a circle");
            target = RootedPath.Clean(link.StartsWith('/') ? link : $"{RootedPath.Parent(root.Canonical(target))}/{link}");
        }
        var old = root.Look(target);
        using var file = NewFile.Create(root, target, ParentOptions.Default);
        file.Write(bytes);
        file.Sync();
        file.Place(old?.Owner ?? Ownership.Root, old?.Mode ?? 0x1A4, replace: true);
    }
}
