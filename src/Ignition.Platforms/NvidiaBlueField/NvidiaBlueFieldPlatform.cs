using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.NvidiaBlueField;

/// <summary>NVIDIA BlueField: the boot FIFO that the host fills over rshim.</summary>
/// <remarks>https://docs.nvidia.com/networking/display/bluefieldbsp</remarks>
internal sealed class NvidiaBlueFieldPlatform : IPlatform
{
    private const string BootFifo = "/sys/bus/platform/devices/MLNXBF04:00/bootfifo";

    /// <inheritdoc/>
    public string Id => "nvidiabluefield";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        await KernelModule.LoadAsync(context, "mlxbf_bootctl", provides: null, cancel);
        var path = context.SystemPath(BootFifo);
        if (!File.Exists(path))
        {
            context.Log.Information("There is no boot FIFO {Path:l}: there is no user data", BootFifo);
            return UserData.None;
        }

        try
        {
            return new UserData((await File.ReadAllBytesAsync(path, cancel)).AsSpan().Trim((byte)0).ToArray());
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(PlatformFailures.Channel, $"the boot FIFO {BootFifo} cannot be read: {problem.Message}", inner: problem);
        }
    }
}
