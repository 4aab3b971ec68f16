using System.Runtime.InteropServices;
using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.Qemu;

/// <summary>QEMU: the fw_cfg item <c>opt/com.coreos/config</c>, or Flatcar's <c>opt/org.flatcar-linux/config</c>; on s390x and ppc64le, which have no fw_cfg, a virtio block device.</summary>
/// <remarks>Host side: <c>-fw_cfg name=opt/com.coreos/config,file=config.ign</c>, or a virtio-blk device with serial <c>ignition</c>.
/// https://www.qemu.org/docs/master/specs/fw_cfg.html</remarks>
internal sealed class QemuPlatform : IPlatform
{
    /// <summary>Overrides the fw_cfg item, for distributions with a key of their own.</summary>
    public const string KeyVariable = "IGNITION_FW_CFG_NAME";

    private const string Sysfs = "/sys/firmware/qemu_fw_cfg";

    /// <summary>Fedora CoreOS's item, and Flatcar's, which is read where the first is not.</summary>
    private static readonly string[] Keys = ["opt/com.coreos/config", "opt/org.flatcar-linux/config"];

    private readonly Architecture _architecture;
    private readonly FirmwarePort? _port;

    /// <summary>The platform of this machine.</summary>
    public QemuPlatform()
        : this(RuntimeInformation.OSArchitecture, FirmwarePort.ForThisMachine())
    {
    }

    /// <summary>The platform of another machine, for tests.</summary>
    internal QemuPlatform(Architecture architecture, FirmwarePort? port)
    {
        _architecture = architecture;
        _port = port;
    }

    /// <inheritdoc/>
    public string Id => "qemu";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel) =>
        _architecture is Architecture.S390x or Architecture.Ppc64le
            ? new IgnitionDisk(context).ReadAsync(cancel)
            : ReadFirmwareAsync(context, cancel);

    private async Task<UserData> ReadFirmwareAsync(PlatformContext context, CancellationToken cancel)
    {
        await KernelModule.LoadAsync(context, "qemu_fw_cfg", Sysfs, cancel);
        string[] keys = context.Environment.TryGetValue(KeyVariable, out var named) && named.Length > 0 ? [named] : Keys;
        var key = Array.Find(keys, key => File.Exists(Item(key) + "/size")) ?? keys[0];
        var item = Item(key);
        if (!File.Exists(item + "/size"))
        {
            if (Directory.Exists(item) && Directory.EnumerateFileSystemEntries(item).Any())
            {
                throw new FailureException(PlatformFailures.Channel, $"the fw_cfg item {key} is a directory of items, not a config");
            }

            context.Log.Information("QEMU gives no fw_cfg item {Key:l}: there is no user data", key);
            return UserData.None;
        }

        try
        {
            return new UserData(new FirmwareItem(item, key, _port, context).Read(cancel));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            throw new FailureException(PlatformFailures.Channel, $"the fw_cfg item {key} cannot be read: {problem.Message}", inner: problem);
        }

        string Item(string name) => context.SystemPath($"{Sysfs}/by_name/{name}");
    }
}
