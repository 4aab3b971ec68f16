namespace Ignition.Butane.CloudConfig;

/// <summary>Programs that commands call, and that these systems do not have.</summary>
internal static class CloudPrograms
{
    private static readonly string[] Packages = ["apt", "apt-get", "aptitude", "dpkg", "apt-key", "add-apt-repository", "dnf", "yum", "zypper", "apk", "pacman", "emerge", "snap", "debconf-set-selections"];

    private static readonly (string Name, string Advice)[] Others =
    [
        ("cloud-init", "there is no cloud-init"),
        ("netplan", "write the network's own configuration as files"),
        ("ufw", "use nftables or firewalld"),
        ("update-rc.d", "use systemctl"),
        ("chkconfig", "use systemctl"),
        ("update-grub", "give kernel_arguments"),
        ("grub2-mkconfig", "give kernel_arguments"),
        ("growpart", "the root filesystem grows by itself"),
        ("resize2fs", "the root filesystem grows by itself"),
        ("python", "run it in a container"),
        ("pip", "run it in a container"),
        ("pip3", "run it in a container"),
    ];

    private static readonly char[] Ends = ['\n', ';', '&', '|', '(', ')', '`', '{'];
    private static readonly string[] Before = ["sudo", "then", "do", "if", "else", "!", "exec", "time", "nohup", "env", "while", "until", "-E", "-y"];

    /// <summary>What is said of the packages that a system cannot install.</summary>
    /// <param name="target">The system.</param>
    /// <returns>Advice.</returns>
    public static string Layering(CloudTarget target) => target.IsFlatcar
        ? "the system is an image without packages; run the program as a container, or add it as a systemd-sysext image"
        : "the system is an image; run the program as a container, or layer the package in a unit with rpm-ostree";

    /// <summary>Advice for every program of a command that is not there.</summary>
    /// <param name="target">The system.</param>
    /// <param name="command">Text of the command.</param>
    /// <returns>One sentence for each.</returns>
    public static IEnumerable<string> Missing(CloudTarget target, string command)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in command.Split(Ends))
        {
            var words = part.Split([' ', '\t', '\'', '"'], StringSplitOptions.RemoveEmptyEntries);
            var word = Array.Find(words, word => Array.IndexOf(Before, word) < 0 && !word.Contains('=', StringComparison.Ordinal)) ?? "";
            var program = word[(word.LastIndexOf('/') + 1)..];
            if (!seen.Add(program))
            {
                continue;
            }

            if (Array.IndexOf(Packages, program) >= 0)
            {
                yield return $"there is no {program}: {Layering(target)}";
            }
            else if (Array.Find(Others, other => other.Name == program).Advice is { } advice)
            {
                yield return $"there is no {program}: {advice}";
            }
        }
    }
}
