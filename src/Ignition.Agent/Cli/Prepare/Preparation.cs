using System.Text;
using Ignition.Agent.Boot;
using Ignition.Agent.Cli.Embed;
using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;
using Ignition.Platforms.Registry;
using Ignition.Provisioning.Failures;
using Ignition.Stages.Kargs;

namespace Ignition.Agent.Cli.Prepare;

/// <summary>Looks whether an image is ready for its first boot, and makes it so where that is a file of a line or two.</summary>
/// <param name="root">The image.</param>
/// <param name="shown">How the image is named to the user.</param>
/// <param name="changes">False to look only: what would be made is missing.</param>
/// <param name="run">Runs programs.</param>
internal sealed class Preparation(RootedDirectory root, string shown, bool changes, Func<Command, CommandResult> run)
{
    private const string Uninitialized = "uninitialized\n";
    private const string Stamp = "/boot" + FirstBootStamp.Path;
    private const string DracutConf = "/etc/dracut.conf.d/50-ignition.conf";
    private static readonly string[] Agents = ["/usr/lib/ignition-agent/ignition", "/usr/lib/dracut/modules.d/30ignition/ignition"];
    private static readonly string[] DracutDirectories = ["/etc/dracut.conf.d", "/usr/lib/dracut/dracut.conf.d"];
    private readonly List<PreparedItem> _items = [];

    /// <summary>Looks at everything.</summary>
    /// <param name="platform">Platform id that the kernel is to be told; null to keep the one that is there.</param>
    /// <param name="config">The config that the first boot will get, when it is known.</param>
    /// <exception cref="RootedFileException">A file cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">A boot loader's file cannot be edited.</exception>
    /// <exception cref="FailureException">clevis would refuse what the config says.</exception>
    public IReadOnlyList<PreparedItem> Run(string? platform, IgnitionConfig? config)
    {
        LookAtAgent();
        LookAtDracut();
        var menu = BootMenu.Read(root);
        LookAtInitramfs(menu, platform, config);
        LookAtMenu(menu);
        LookAtPlatform(menu, platform);
        LookAtMachineId();
        // Last: a machine that is armed has everything else.
        LookAtStamp(menu);
        if (changes) root.Sync();
        return _items;
    }

    private void LookAtAgent()
    {
        if (Array.Exists(Agents, path => root.Inspect(path) is not null)) Right("the agent and its dracut module are installed");
        else Missing("the agent is not installed", $"install the package ignition-agent in {shown}, or: make install DESTDIR={shown}");
    }

    private void LookAtDracut()
    {
        if (root.Inspect("/usr/bin/dracut") is null)
        {
            Missing("dracut is not installed, which makes the initramfs", $"install dracut and dracut-network in {shown}");
            return;
        }

        string[] files = ["/etc/dracut.conf", .. DracutDirectories.Where(directory => root.Inspect(directory) is not null).SelectMany(directory => root.List(directory).Select(name => $"{directory}/{name}"))];
        if (files.Any(path => Text(path).Split('\n').Any(static line => line.TrimStart().StartsWith("add_dracutmodules", StringComparison.Ordinal) && line.Contains("ignition", StringComparison.Ordinal))))
            Right("every dracut run keeps the module");
        else Make(DracutConf, "add_dracutmodules+=\" ignition \"\n", $"{DracutConf} makes every later dracut run keep the module", "a later dracut run, for a new kernel, would leave the module out");
    }

    private void LookAtInitramfs(BootMenu? menu, string? platform, IgnitionConfig? config)
    {
        var entries = menu?.Entries ?? [];
        if (entries.Count == 0) entries = [.. Newest()];
        if (entries.Count == 0)
        {
            Missing("no boot loader entry loads an initramfs", $"chroot {shown} dracut --force --no-hostonly, then have the boot loader's entries written");
            return;
        }

        for (var i = 0; i < entries.Count; i++)
        {
            var name = string.Join(" and ", entries[i]);
            if (i > 0 && entries.Take(i).Any(before => before.SequenceEqual(entries[i]))) continue;
            var remedy = $"chroot {shown} dracut --force --no-hostonly --add ignition {entries[i][^1]} VERSION";
            if (Read(entries[i], name, remedy, isFirst: i == 0) is not { } initramfs) continue;
            if (i > 0)
            {
                if (!initramfs.HasModule) Note($"{name}, which another entry loads, has no module 30ignition: that entry must not be the first boot's", remedy);
                continue;
            }

            if (initramfs.HasModule) Right($"{name}, which the boot loader loads, has the module 30ignition");
            else Missing($"{name}, which the boot loader loads, has no module 30ignition", remedy);
            if (config is not null) LookAtPrograms(initramfs, name, config, remedy);
            if (NeedOfNetwork(menu, platform, config) is { } why && !initramfs.HasNetwork)
                Missing($"{name} has no network, and {why} needs it", $"install dracut-network in {shown}, with NetworkManager, systemd-networkd or a DHCP client; then {remedy}");
        }
    }

    private Initramfs? Read(IReadOnlyList<string> paths, string name, string remedy, bool isFirst)
    {
        var parts = new List<byte[]>();
        foreach (var path in paths)
        {
            if (root.ReadFile(path, follow: true) is { } bytes) parts.Add(bytes);
            else if (isFirst) Missing($"{path}, which the boot loader loads, is not there", remedy);
            else Note($"{path}, which another entry loads, is not there", null);
        }

        if (parts.Count < paths.Count) return null;
        try
        {
            return Initramfs.Read(parts, run);
        }
        catch (InvalidDataException e)
        {
            if (isFirst) Missing($"what is in {name} cannot be told: {e.Message}", "make it with gzip or zstd (dracut --gzip, --zstd), or install dracut here");
            return null;
        }
    }

    /// <summary>What a machine without a boot loader of its own is started with, from outside.</summary>
    private IEnumerable<IReadOnlyList<string>> Newest()
    {
        if (root.Inspect("/boot") is null) yield break;
        var newest = root.List("/boot").Where(static name => name.StartsWith("initrd.img", StringComparison.Ordinal) || name.StartsWith("initramfs-", StringComparison.Ordinal)).Max(StringComparer.Ordinal);
        if (newest is not null) yield return ["/boot/" + newest];
    }

    private void LookAtPrograms(Initramfs initramfs, string name, IgnitionConfig config, string remedy)
    {
        var lacking = NeededPrograms.Of(config.Storage).Where(needed => !initramfs.Has(needed.Key)).ToList();
        foreach (var (program, path) in lacking) Missing($"{name} has no {program}, which {path} needs", $"install it in {shown}, then {remedy}");
        if (lacking.Count == 0) Right("every program that the config needs is in it");
    }

    private static string? NeedOfNetwork(BootMenu? menu, string? platform, IgnitionConfig? config)
    {
        var id = platform ?? menu?.Platforms.FirstOrDefault();
        if (id is not null && PlatformRegistry.Find(id) is { NeedsNetwork: true }) return $"platform {id}";
        return config is null ? null : NetworkNeed.Find(config);
    }

    private void LookAtMenu(BootMenu? menu)
    {
        if (menu is null)
        {
            Missing("there are no files of a boot loader below /boot or /efi", "whoever starts the kernel from outside passes ignition.firstboot; else install GRUB or systemd-boot");
            return;
        }

        if (menu.TellsFirstBoot) Right(menu.UsesStamp ? "the boot loader passes ignition.firstboot while there is a stamp" : "the boot loader passes ignition.firstboot");
        else if (root.Inspect("/etc/grub.d/05_ignition") is not null) Missing($"the boot loader does not look for the stamp {Stamp}", $"chroot {shown} update-grub (elsewhere grub2-mkconfig -o {menu.Prefix}/grub2/grub.cfg)");
        else Missing($"the boot loader does not look for the stamp {Stamp}", "source /usr/lib/ignition-agent/grub/ignition.cfg in grub.cfg and end its linux lines with $ignition_firstboot; other boot loaders: ignition.firstboot in the options of the first boot's entry");
    }

    private void LookAtPlatform(BootMenu? menu, string? platform)
    {
        if (menu is null) return;
        if (menu.Platforms is [var only] && (platform is null || platform == only))
        {
            Right($"the kernel is told ignition.platform.id={only}");
            return;
        }

        if (platform is null)
        {
            Missing(menu.Platforms.Count == 0 ? "the kernel is not told where the config comes from" : $"the kernel is told different platforms: {string.Join(", ", menu.Platforms)}", "-platform ID; ignition help platforms lists the ids");
            return;
        }

        var argument = $"ignition.platform.id={platform}";
        if (!changes)
        {
            Missing($"the kernel is not told {argument}", "without -check it is written into the boot loader's files");
            return;
        }

        var wanted = WantedArguments.Of([argument], menu.Platforms.Where(other => other != platform).Select(static other => "ignition.platform.id=" + other));
        Edit("/etc/kernel/cmdline", text => ArgumentSyntax.Kernel.Edit(text, wanted, adds: true) is { } edited ? edited + "\n" : null);
        Edit("/etc/default/grub", text => GrubDefaults.Edit(text, wanted));
        var files = new BootLoaderFiles(root, menu.Prefix, wanted);
        files.Edit();
        if (files.IsSupported) Made($"the kernel is told {argument}, by {string.Join(" and ", files.Changed)}");
        else Missing($"the kernel is not told {argument}", "nothing below /boot boots Linux yet: run this again when the boot loader's entries are there");
    }

    private void Edit(string path, Func<string, string?> edit)
    {
        if (root.ReadFile(path, follow: true) is { } bytes && edit(BootText.Of(bytes)) is { } text) BootFile.Replace(root, path, BootText.Bytes(text));
    }

    private void LookAtMachineId()
    {
        const string path = "/etc/machine-id";
        if (Text(path).Trim() is "" or "uninitialized" && root.Inspect(path) is not null) Right($"{path} leaves the id, and with it presets, to the first boot");
        else Make(path, Uninitialized, $"{path} says uninitialized: systemd applies presets on the first boot, and every machine gets an id of its own", $"{path} is that of a machine that has booted: units would not be enabled, and all machines of this image would have one id");
    }

    private void LookAtStamp(BootMenu? menu)
    {
        if (root.Inspect("/etc/.ignition-result.json") is not null) Note("this root has been set up before (/etc/.ignition-result.json)", null);
        if (menu is { TellsFirstBoot: true, UsesStamp: false }) Note("the boot loader's entries pass ignition.firstboot by themselves, on every boot", null);
        else if (root.Inspect(Stamp) is not null) Right($"{Stamp} is there");
        else Make(Stamp, "", $"{Stamp}: the next boot is the first", $"{Stamp} is not there: the next boot is none that sets the machine up");
    }

    private string Text(string path) => root.ReadFile(path, follow: true) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    private void Make(string path, string text, string made, string missing)
    {
        if (!changes)
        {
            Missing(missing, "without -check it is made");
            return;
        }

        using (var file = NewFile.Create(root, path, new ParentOptions(Permissions.PublicDirectory)))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Sync();
            file.Place(Ownership.Root, Permissions.PublicFile, replace: true);
        }

        Made(made);
    }

    private void Right(string text) => _items.Add(new PreparedItem(Readiness.Right, text));

    private void Made(string text) => _items.Add(new PreparedItem(Readiness.Made, text));

    private void Missing(string text, string next) => _items.Add(new PreparedItem(Readiness.Missing, text, next));

    private void Note(string text, string? next) => _items.Add(new PreparedItem(Readiness.Note, text, next));
}
