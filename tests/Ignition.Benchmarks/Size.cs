namespace Ignition.Benchmarks;

/// <summary>Size of the stripped binary, plain and as it lies in a zstd-compressed initramfs.</summary>
internal static class Size
{
    public static IEnumerable<Result> Run(Programs programs, Measure measure)
    {
        const double mega = 1e6;
        yield return new Result("binary, stripped", new FileInfo(programs.Ours).Length / mega, null, "MB", 12);
        var packed = Path.Combine(measure.Scratch, "ignition.zst");
        Measure.Run("zstd", "-19", "-q", "-f", "-o", packed, programs.Ours);
        yield return new Result("binary, zstd -19", new FileInfo(packed).Length / mega, null, "MB", 4.5);
    }
}
