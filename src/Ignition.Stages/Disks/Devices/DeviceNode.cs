using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Disks.Devices;

/// <summary>One object of the config that is made on devices, what it lies on, and all that is known of it before the first disk is written.</summary>
/// <param name="configPath">JSON path of it.</param>
/// <param name="devices">Devices it lies on, as the config names them.</param>
internal abstract class DeviceNode(string configPath, IReadOnlyList<string> devices)
{
    private const int UuidLength = 36;

    /// <summary>JSON path of it.</summary>
    public string ConfigPath { get; } = configPath;

    /// <summary>Devices it lies on.</summary>
    public IReadOnlyList<string> Devices { get; } = devices;

    /// <summary>What must be there first.</summary>
    public List<DeviceNode> Below { get; } = [];

    /// <summary>For a disk its node (<c>/dev/vda</c>), whatever link the config names it by; null when it is not there yet.</summary>
    public string? Node { get; init; }

    /// <summary>True for a disk: its table may bring whatever device is not known yet.</summary>
    public virtual bool IsDisk => false;

    /// <summary>True for what nothing else of the config lies on.</summary>
    public virtual bool IsTop => false;

    /// <summary>True when it is made anew whatever its devices hold.</summary>
    public virtual bool IsWiped => false;

    /// <summary>True when its devices may be named by others too, since it leaves them as they are.</summary>
    public virtual bool ChangesNothing => false;

    /// <summary>True when that path of the config is a device this object makes.</summary>
    public virtual bool Makes(string path) => false;

    /// <summary>True when the other, by its JSON path, may lie on the same device.</summary>
    public virtual bool MayShareWith(string configPath) => false;

    /// <summary>Fails for values that the program which makes it refuses on every device.</summary>
    /// <exception cref="FailureException">A value is refused.</exception>
    public virtual void RequireValues()
    {
    }

    /// <summary>Fails when a program it takes is not on this machine.</summary>
    /// <exception cref="FailureException">One is missing.</exception>
    public virtual void RequirePrograms()
    {
    }

    /// <summary>The step that makes it.</summary>
    /// <param name="all">Everything the config wants.</param>
    /// <param name="context">Devices and programs.</param>
    /// <param name="after">Steps that come first.</param>
    public abstract DeviceStep Step(IReadOnlyList<DeviceNode> all, DisksContext context, IReadOnlyList<Step> after);

    /// <summary>The failure for a text that is no UUID.</summary>
    protected FailureException NoUuid(string uuid) => new(DisksFailures.ValueRefused, "\"" + uuid + "\" cannot be a UUID here", ConfigPath + ".uuid");

    /// <summary>True for 36 characters in five groups.</summary>
    protected static bool IsGuid(string text) => text.Length == UuidLength && Guid.TryParse(text, out _);
}
