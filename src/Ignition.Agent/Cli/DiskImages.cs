using Ignition.Provisioning.Failures;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Agent.Cli;

/// <summary>Images that a plan takes for disks of the machine.</summary>
internal static class DiskImages
{
    /// <summary>Takes images for devices: <c>/dev/vda=disk.img,/dev/vdb=other.img</c>.</summary>
    /// <exception cref="FailureException">The text is no such list or an image does not exist.</exception>
    public static void Use(DisksContext context, string list)
    {
        foreach (var pair in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new FailureException(EngineFailures.Usage, $"-disk {pair} is not DEVICE=IMAGE");
            var image = pair[(equals + 1)..];
            if (!File.Exists(image)) throw new FailureException(EngineFailures.Usage, $"there is no image {image}");
            context.Made(pair[..equals], image);
        }
    }

    /// <summary>What a plan finds when the steps before have been carried out.</summary>
    public static ForeseenView Foresee(DisksContext context) => new(new PresentView(context), Missing);

    private static FailureException Missing(string device, string? configPath) =>
        new(new Failure(DisksFailures.DeviceMissing, $"{device} is not here")
        {
            ConfigPath = configPath,
            NextAction = "Give an image of the machine's disk: -disk /dev/NAME=IMAGE (an empty one: truncate -s 10G disk.img).",
        });
}
