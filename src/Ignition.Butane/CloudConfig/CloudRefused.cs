namespace Ignition.Butane.CloudConfig;

/// <summary>Keys that are not carried, and what to do instead.</summary>
internal static class CloudRefused
{
    private const string Whole = "the system updates as a whole, by itself";
    private const string Grows = "the root filesystem grows by itself; give other partitions their size_mib";
    private const string Automation = "run the program as a container";
    private const string Itself = "it sets up cloud-init itself, which is not there";
    private const string Messages = "nothing is printed on the console; the journal has it";

    private static readonly (string Key, string Advice)[] All =
    [
        ("package_update", Whole), ("package_upgrade", Whole), ("package_reboot_if_required", Whole), ("apt_reboot_if_required", Whole),
        ("apt_update", Whole), ("apt_upgrade", Whole), ("updates", Whole),
        ("snap", "there are no snaps; use containers"), ("snappy", "there are no snaps; use containers"),
        ("lxd", "there is no LXD; use podman, docker or systemd-nspawn"),
        ("ubuntu_pro", "this is no Ubuntu"), ("ubuntu_advantage", "this is no Ubuntu"), ("landscape", "this is no Ubuntu"), ("byobu_by_default", "there is no byobu"),
        ("ubuntu_autoinstall", "this is no Ubuntu"), ("autoinstall", "it is for the installer of Ubuntu; give its user-data part alone"), ("drivers", "the drivers are those of the image"),
        ("grub_dpkg", "the boot loader is the image's own"), ("rh_subscription", "run subscription-manager in runcmd"), ("spacewalk", Automation),
        ("ssh_import_id", "keys are not fetched; put the keys themselves into ssh_authorized_keys"),
        ("growpart", Grows), ("resize_rootfs", Grows), ("resize_rootfs_tmp", Grows), ("zfs", "there is no ZFS"),
        ("phone_home", "call the URL in runcmd"), ("final_message", "write to the journal in runcmd"),
        ("rsyslog", "there is no rsyslog; journald keeps the log, and systemd-journal-upload sends it"),
        ("syslog_fix_perms", "there is no syslog; journald keeps the log"),
        ("ansible", Automation), ("chef", Automation), ("puppet", Automation), ("salt_minion", Automation), ("mcollective", Automation),
        ("random_seed", "the kernel and systemd seed the random numbers"),
        ("ssh_deletekeys", "the image has no host keys; they are made on the first boot"), ("ssh_genkeytypes", "the system makes host keys of every kind; mask sshd-keygen@TYPE.service for those not wanted"),
        ("ssh_publish_hostkeys", "host keys are not published"), ("ssh_quiet_keygen", Messages), ("no_ssh_fingerprints", Messages), ("ssh_fp_console_blacklist", Messages),
        ("ssh_key_console_blacklist", Messages), ("ssh", Messages), ("authkey_hash", Messages),
        ("allow_public_ssh_keys", "keys of the platform are the business of afterburn; mask afterburn-sshkeys@core.service to have none"),
        ("cloud_init_modules", Itself), ("cloud_config_modules", Itself), ("cloud_final_modules", Itself), ("datasource", Itself), ("datasource_list", Itself),
        ("output", Itself), ("reporting", Itself), ("debug", Itself), ("log_cfgs", Itself), ("vendor_data", Itself), ("vendor_data2", Itself), ("launch_index", Itself),
        ("unverified_modules", Itself), ("def_log_file", Itself), ("logcfg", Itself), ("disable_ec2_metadata", "block the address 169.254.169.254 with nftables in a unit"),
        ("merge_how", "there is no other part to merge with"), ("merge_type", "there is no other part to merge with"),
        ("install_hotplug", Itself), ("rpi", "this is no Raspberry Pi OS"), ("fan", "there is no Ubuntu fan network"), ("emit_upstart", "systemd starts everything"),
        ("migrate", Itself), ("power_state_change", "use power_state"),
    ];

    private static readonly string[] Packages =
    [
        "packages", "apt", "apt_sources", "apt_mirror", "apt_pipelining", "apt_proxy", "apt_http_proxy", "apt_https_proxy", "apt_ftp_proxy", "apt_preserve_sources_list", "apt_get_command",
        "apt_custom_sources_list", "zypper", "apk_repos",
    ];

    /// <summary>Advice for a key.</summary>
    /// <param name="target">The system that is converted for.</param>
    /// <param name="key">The key.</param>
    /// <returns>The advice; null when the key is not known.</returns>
    public static string? Advice(CloudTarget target, string key)
    {
        if (key == "packages")
        {
            return CloudPrograms.Layering(target);
        }

        if (Array.IndexOf(Packages, key) >= 0)
        {
            var reads = target.IsFlatcar ? "there is no package manager" : $"rpm-ostree reads repositories of /etc/yum.repos.d, and none of {(key == "zypper" ? "zypper" : key.StartsWith("apk", StringComparison.Ordinal) ? "apk" : "apt")}";
            return $"{reads}; {CloudPrograms.Layering(target)}";
        }

        if (key == "network")
        {
            return "cloud-init takes no network from user data either; write " + (target.IsFlatcar
                ? "files below /etc/systemd/network" : "keyfiles below /etc/NetworkManager/system-connections, mode 0600");
        }

        return Array.Find(All, known => known.Key == key).Advice;
    }
}
