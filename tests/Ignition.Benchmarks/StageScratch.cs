namespace Ignition.Benchmarks;

/// <summary>A fresh sysroot and a directory for what stages leave, for one run of some stages.</summary>
internal sealed class StageScratch : IDisposable
{
    /// <summary>Makes them.</summary>
    /// <param name="parent">An existing directory; which filesystem it is on decides what is measured.</param>
    /// <param name="config">The config file.</param>
    public StageScratch(string parent, string config)
    {
        Path = Directory.CreateDirectory($"{parent}/ignition-bench-{Guid.NewGuid():N}").FullName;
        Root = Directory.CreateDirectory(Path + "/root").FullName;
        // The peer fails without a SELinux policy and setfiles in the root; ours finds neither setfiles nor contexts and goes on.
        Directory.CreateDirectory(Root + "/etc/selinux");
        File.WriteAllText(Root + "/etc/selinux/config", "SELINUXTYPE=targeted\n");
        var bin = Directory.CreateDirectory(Path + "/bin").FullName;
        File.CreateSymbolicLink(bin + "/setfiles", "/bin/true");
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["IGNITION_CONFIG_FILE"] = config,
            ["IGNITION_SYSTEM_RUNTIME_CONFIG_DIR"] = Path + "/run",
            ["IGNITION_SYSTEM_LOCAL_CONFIG_DIR"] = Path + "/etc",
            ["IGNITION_SYSTEM_CONFIG_DIR"] = Path + "/lib",
            ["PATH"] = bin + ":/usr/sbin:/usr/bin:/sbin:/bin",
        };
    }

    public string Path { get; }

    public string Root { get; }

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The command of a stage.</summary>
    public string[] Command(string program, string stage) =>
    [
        program, "-platform", "file", "-stage", stage, "-root", Root, "-log-to-stdout",
        "-config-cache", Path + "/ignition.json", "-neednet", Path + "/neednet", "-state-file", Path + "/state",
    ];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
