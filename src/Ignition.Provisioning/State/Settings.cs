namespace Ignition.Provisioning.State;

/// <summary>Paths that an image or a test may move through the environment, under upstream's variable names; an empty variable counts as unset.</summary>
internal sealed class Settings(IReadOnlyList<string> directories, string kernelCommandLinePath)
{
    /// <summary>System config directories, highest priority first: runtime, local, vendor.</summary>
    public IReadOnlyList<string> Directories { get; } = directories;

    /// <summary>Where the kernel command line is read.</summary>
    public string KernelCommandLinePath { get; } = kernelCommandLinePath;

    /// <summary>The settings of this process.</summary>
    public static Settings From(IReadOnlyDictionary<string, string> environment)
    {
        return new Settings(
            [
                Value("IGNITION_SYSTEM_RUNTIME_CONFIG_DIR", "/run/ignition"),
                Value("IGNITION_SYSTEM_LOCAL_CONFIG_DIR", "/etc/ignition"),
                Value("IGNITION_SYSTEM_CONFIG_DIR", "/usr/lib/ignition"),
            ],
            Value("IGNITION_KERNEL_CMDLINE_PATH", "/proc/cmdline"));

        string Value(string name, string otherwise) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : otherwise;
    }
}
