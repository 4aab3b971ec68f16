using Ignition.Config.Model;
using Ignition.Stages.Disks.Filesystems;
using Ignition.Stages.Disks.Volumes;

namespace Ignition.Agent.Cli.Prepare;

/// <summary>Programs that the first boot runs in the initramfs for a config, beside those without which no initramfs is built.</summary>
internal static class NeededPrograms
{
    /// <summary>Each program once, with the JSON path of the first value that needs it.</summary>
    public static IReadOnlyDictionary<string, string> Of(Storage storage)
    {
        var needed = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < storage.Raid.Count; i++) Add($"$.storage.raid.{i}", "mdadm");
        for (var i = 0; i < storage.Luks.Count; i++)
        {
            var path = $"$.storage.luks.{i}";
            Add(path, "cryptsetup", "wipefs");
            if (!ClevisBinding.IsWanted(storage.Luks[i].Clevis)) continue;
            Add(path + ".clevis", "clevis", "clevis-luks-bind", "jose");
            foreach (var pin in ClevisPin.AllOf(storage.Luks[i].Clevis, path + ".clevis"))
            {
                Add(pin.ConfigPath, "clevis-encrypt-" + pin.Name);
                if (pin.Name == "tpm2") Add(pin.ConfigPath, "tpm2_createprimary", "tpm2_create");
                if (pin.Name == "tang") Add(pin.ConfigPath, "curl");
            }
        }

        for (var i = 0; i < storage.Filesystems.Count; i++)
        {
            if (FilesystemFormat.Find(storage.Filesystems[i].Format) is { } format) Add($"$.storage.filesystems.{i}", format.Program, "wipefs");
        }

        return needed;

        void Add(string path, params ReadOnlySpan<string> programs)
        {
            foreach (var program in programs) needed.TryAdd(program, path);
        }
    }
}
