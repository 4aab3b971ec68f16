using Ignition.Linux.Files;

namespace Ignition.Stages.Kargs;

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
    /// <exception cref="InvalidDataException">A boot loader could not read a file, before or after.</exception>
    public void Edit()
    {
        var configs = new List<(string Path, string Text)>();
        foreach (var directory in GrubDirectories)
        {
            if (At($"{directory}/grub.cfg") is var path && boot.ReadFile(path, follow: true) is { } bytes) configs.Add((path, BootText.Of(bytes)));
        }

        // GRUB makes its script of an entry that it reads; everybody else hands the options to the kernel as they are.
        var syntax = configs.Exists(static config => ReadsEntries(config.Text)) ? ArgumentSyntax.GrubPlain : ArgumentSyntax.Kernel;
        var editsVariable = false;
        var entries = At("loader/entries");
        foreach (var name in boot.List(entries))
        {
            if (!name.EndsWith(".conf", StringComparison.Ordinal)) continue;
            IsSupported = true;
            editsVariable |= Naming($"{entries}/{name}", path => EditEntry(path, syntax));
        }
        foreach (var (path, text) in configs) editsVariable |= Naming(path, at => EditConfig(at, text));
        if (editsVariable) EditVariable(syntax);
    }

    private static bool ReadsEntries(string config) => config.Contains("blscfg", StringComparison.Ordinal);

    private bool EditConfig(string path, string text)
    {
        var commands = GrubScript.Linux(text);
        if (commands.Count == 0) return false;
        IsSupported = true;
        // Where GRUB reads BLS entries, a linux line of its own is some rescue entry: nothing is added there.
        var readsEntries = ReadsEntries(text);
        Write(path, GrubText.EditConfig(text, wanted, command => !readsEntries && !UsesVariable(command)));
        return commands.Exists(UsesVariable);
    }

    /// <summary>Edits the options of a BLS entry; true when they come from the variable.</summary>
    private bool EditEntry(string path, ArgumentSyntax syntax)
    {
        const string Key = "options";
        var lines = BootText.Of(boot.ReadFile(path, follow: true) ?? []).Split('\n').ToList();
        var usesVariable = lines.Exists(line => IsOptions(line) && UsesVariable(line));
        // Several options lines count as one; words are added to the last.
        var last = lines.FindLastIndex(IsOptions);
        var missing = wanted.Without(lines.Where(IsOptions).SelectMany(line => syntax.Split(Options(line))).ToList(), WrittenWord.Is);
        var isChanged = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!IsOptions(lines[i]) || syntax.Edit(Options(lines[i]), missing, adds: i == last && !usesVariable) is not { } edited) continue;
            lines[i] = $"{Key} {edited}";
            isChanged = true;
        }
        if (last < 0 && syntax.Edit("", wanted, adds: true) is { } all)
        {
            lines.Insert(lines[^1].Length == 0 ? lines.Count - 1 : lines.Count, $"{Key} {all}");
            isChanged = true;
        }
        Write(path, isChanged ? string.Join('\n', lines) : null);
        return usesVariable;

        static bool IsOptions(string line) => line.TrimStart(' ', '\t') is var text && text.StartsWith(Key, StringComparison.Ordinal) && text.Length > Key.Length && text[Key.Length] is ' ' or '\t';

        static string Options(string line) => line.TrimStart(' ', '\t')[Key.Length..];
    }

    private void EditVariable(ArgumentSyntax syntax)
    {
        foreach (var directory in GrubDirectories)
        {
            var path = At($"{directory}/grubenv");
            if (boot.ReadFile(path, follow: true) is not { } block) continue;
            Naming(path, at =>
            {
                if (syntax.Edit(GrubEnvironment.Get(block, Variable) ?? "", wanted, adds: true) is { } edited) Write(at, GrubEnvironment.Set(block, Variable, edited));
                return true;
            });
            return;
        }
        throw new InvalidDataException($"the boot loader takes its arguments from ${Variable}, but there is no grubenv");
    }

    /// <summary>Says which file it is that cannot be read or written.</summary>
    private static bool Naming(string path, Func<string, bool> edit)
    {
        try
        {
            return edit(path);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static bool UsesVariable(LinuxCommand command) => command.Arguments.Any(static word => GrubScript.Uses(word, Variable));

    private static bool UsesVariable(string line) =>
        line.Contains($"${Variable}", StringComparison.Ordinal) || line.Contains($"${{{Variable}}}", StringComparison.Ordinal);

    private string At(string path) => RootedPath.Join(prefix, path);

    private void Write(string path, string? text)
    {
        if (text is not null) Write(path, BootText.Bytes(text));
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
        var old = root.Inspect(target);
        using var file = NewFile.Create(root, target, ParentOptions.Default);
        file.Write(bytes);
        file.Sync();
        file.Place(old?.Owner ?? Ownership.Root, old?.Mode ?? Permissions.PublicFile, replace: true);
    }
}
