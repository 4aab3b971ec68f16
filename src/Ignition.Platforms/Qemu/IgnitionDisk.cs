using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.Qemu;

/// <summary>The virtio block device with serial <c>ignition</c>, whose whole content is the config, padded with NUL.</summary>
internal sealed class IgnitionDisk(PlatformContext context)
{
    private const string Device = "/dev/disk/by-id/virtio-ignition";
    private const string Driver = "/sys/bus/virtio/drivers/virtio_blk";

    /// <summary>Waits up to five minutes for the device and reads it.</summary>
    /// <exception cref="FailureException">It did not appear, or cannot be read.</exception>
    public async Task<UserData> ReadAsync(CancellationToken cancel)
    {
        await KernelModule.LoadAsync(context, "virtio_blk", Driver, cancel);
        var path = context.SystemPath(Device);
        try
        {
            var found = await Waiting.ForAsync(
                context, $"the block device {Device}", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5),
                _ => Task.FromResult(File.Exists(path) ? path : null), cancel);
            if (found is null) throw new FailureException(PlatformFailures.Absent, $"the block device {Device} did not appear within 5 minutes");
            var bytes = await File.ReadAllBytesAsync(found, cancel);
            return new UserData(bytes.AsSpan().TrimEnd((byte)0).ToArray());
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(PlatformFailures.Channel, $"the block device {Device} cannot be read: {problem.Message}", inner: problem);
        }
    }
}
