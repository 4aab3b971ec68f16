namespace Ignition.Config.Model;

/// <summary>A config at the newest spec: the one model every version is read into.</summary>
public sealed record IgnitionConfig
{
    /// <summary>The value with every field unset.</summary>
    public static IgnitionConfig Empty { get; } = new();

    /// <summary>About the config itself.</summary>
    public IgnitionSection Ignition { get; init; } = IgnitionSection.Empty;

    /// <summary>Kernel arguments.</summary>
    public KernelArguments KernelArguments { get; init; } = KernelArguments.Empty;

    /// <summary>Users and groups.</summary>
    public Passwd Passwd { get; init; } = Passwd.Empty;

    /// <summary>Disks, filesystems, files.</summary>
    public Storage Storage { get; init; } = Storage.Empty;

    /// <summary>systemd units.</summary>
    public Systemd Systemd { get; init; } = Systemd.Empty;
}
