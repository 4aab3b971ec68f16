namespace Ignition.Benchmarks;

/// <summary>Every measure, in the order they are printed.</summary>
internal static class Catalog
{
    public static readonly Benchmark[] All =
    [
        new("size", Size.Run),
        new("version", Startup.Run),
        new("files", ThousandFiles.Run),
        new("validate", Validation.Run),
        new("butane", ButaneTranslation.Run),
        new("remote", RemoteFiles.Run),
        new("guest", GuestBoot.Run),
        new("disks", GuestDisks.Run),
    ];
}
