using Ignition.Butane.Output;
using Ignition.Butane.Reading;

namespace Ignition.Butane.CloudConfig;

/// <summary>What a conversion gave.</summary>
public sealed record CloudConfigResult
{
    /// <summary>The Butane config; null when the text is no cloud-config.</summary>
    public string? Butane { get; init; }

    /// <summary>Everything that was not carried, with its place and advice; or why the text is no cloud-config.</summary>
    public IReadOnlyList<Finding> Notes { get; init; } = [];
}

/// <summary>Converts a cloud-config to Butane, and says what it could not carry.</summary>
/// <remarks>https://cloudinit.readthedocs.io/en/latest/reference/modules.html</remarks>
public static class CloudConfigConverter
{
    private static readonly (string Key, Action<CloudDraft, YamlNode> Carry)[] Carried =
    [
        ("groups", CloudAccounts.Groups),
        ("users", CloudAccounts.Users),
        ("user", CloudAccounts.Users),
        ("ssh_authorized_keys", (draft, keys) => draft.AddTo(CloudAccounts.DefaultUser, "ssh_authorized_keys", CloudAccounts.Keys(keys))),
        ("ssh_pwauth", CloudSystem.PasswordLogin),
        ("write_files", CloudFiles.Write),
        ("hostname", CloudSystem.Hostname),
        ("fqdn", CloudSystem.Hostname),
        ("timezone", CloudSystem.Timezone),
        ("locale", CloudSystem.Locale),
        ("ntp", CloudSystem.Ntp),
        ("disk_setup", CloudDisks.Disks),
        ("fs_setup", CloudDisks.Filesystems),
        ("mounts", CloudDisks.Mounts),
        ("bootcmd", CloudCommands.EveryBoot),
        ("runcmd", CloudCommands.FirstBoot),
    ];

    private static readonly (string Key, string Advice)[] Refused =
    [
        ("packages", "the system is an image; run the program as a container, or layer the package in a unit with rpm-ostree"),
        ("package_update", "the system updates as a whole, by itself"),
        ("package_upgrade", "the system updates as a whole, by itself"),
        ("package_reboot_if_required", "the system updates as a whole, by itself"),
        ("apt", "there is no apt; use containers"),
        ("yum_repos", "put the repository into a file below /etc/yum.repos.d and layer packages in a unit"),
        ("snap", "there are no snaps; use containers"),
        ("chpasswd", "give password_hash of the user"),
        ("password", "give password_hash of user core"),
        ("ssh_import_id", "put the keys themselves into ssh_authorized_keys"),
        ("growpart", "the root filesystem grows by itself; give partitions their size"),
        ("resize_rootfs", "the root filesystem grows by itself"),
        ("swap", "use fs_setup and mounts with a partition for swap"),
        ("power_state", "end the script of runcmd with systemctl reboot or poweroff"),
        ("phone_home", "call the URL in runcmd"),
        ("final_message", "write to the journal in runcmd"),
        ("ca_certs", "write the certificate to a file below /etc/pki/ca-trust/source/anchors"),
        ("manage_etc_hosts", "write /etc/hosts as a file"),
    ];

    /// <summary>Converts a cloud-config.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="fileName">Its name for places.</param>
    /// <returns>Butane of variant fcos, and notes.</returns>
    public static CloudConfigResult Convert(ReadOnlySpan<byte> bytes, string fileName)
    {
        try
        {
            var source = Source.Read(bytes, fileName);
            if (source.Root.Kind != YamlKind.Mapping)
            {
                throw new YamlException("a cloud-config is a mapping; a script or a multi-part message is none", source.Root.Line, source.Root.Column);
            }

            var draft = new CloudDraft(fileName, source.Lines);
            Carry(draft, source.Root);
            return new CloudConfigResult
            {
                Butane = $"# Converted from {fileName}\n{YamlOutput.WriteExact(draft.Build())}\n",
                Notes = draft.Notes,
            };
        }
        catch (YamlException problem)
        {
            return new CloudConfigResult { Notes = [new Finding(true, "", fileName, problem.Line, problem.Column, problem.Message)] };
        }
    }

    private static void Carry(CloudDraft draft, YamlNode root)
    {
        foreach (var (key, value) in root.Members())
        {
            if (Array.Exists(Carried, known => known.Key == key.Text) || YamlScalars.IsNull(value.Resolved))
            {
                continue;
            }

            var refused = Array.Find(Refused, known => known.Key == key.Text);
            draft.Note(key, key.Text, refused.Advice ?? "this has no counterpart here");
        }

        // Not in the order of the file: users may belong to groups that come later.
        foreach (var (key, carry) in Carried)
        {
            if (root.Get(key) is { } value && !(key == "fqdn" && root.Get("hostname") is not null))
            {
                carry(draft, value);
            }
        }
    }
}
