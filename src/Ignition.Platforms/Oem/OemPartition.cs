using Ignition.Config.Model;
using Ignition.Fetching.Metadata;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.Oem;

/// <summary>What a source <c>oem:///path</c> names: a file that the image of a platform brings on a partition of its own.</summary>
/// <remarks>Flatcar's initramfs mounts it at <c>/oem</c> or <c>/usr/share/oem</c>; where it does not, the filesystem with the label <c>OEM</c> is read.
/// https://www.flatcar.org/docs/latest/provisioning/ignition/specification/</remarks>
internal sealed class OemPartition(PlatformContext context)
{
    private const string Label = "OEM";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly string[] Mounted = ["/usr/share/oem", "/oem"];

    /// <summary>True on a system that has such a partition: it is mounted, or the kernel command line has Flatcar's arguments.</summary>
    public static bool IsExpected(PlatformContext context) =>
        context.KernelArguments.Split(' ').Any(static word => word.StartsWith("flatcar.", StringComparison.Ordinal))
        || Mounted.Any(directory => Directory.Exists(context.SystemPath(directory)));

    /// <summary>Reads a file; a link leads nowhere but to another place on the partition.</summary>
    /// <param name="source">The source.</param>
    /// <param name="configPath">JSON path of the resource, for failures.</param>
    /// <param name="cancel">Ends waiting for the partition.</param>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public async Task<byte[]> ReadAsync(SourceUrl source, string configPath, CancellationToken cancel)
    {
        var path = PathOf(source, configPath);
        try
        {
            foreach (var directory in Mounted)
            {
                if (!Directory.Exists(context.SystemPath(directory))) continue;
                using var root = RootedDirectory.Open(context.SystemPath(directory));
                if (root.ReadFile(path, follow: true) is { } bytes) return bytes;
            }

            var found = await new ConfigDrive(context, Label).ReadFileAsync(Limit, path, cancel);
            if (found is { Length: > 0 }) return found;
            throw new FailureException(
                FetchFailures.NotFound,
                found is null ? $"{source}: there is neither {string.Join(" nor ", Mounted)} with it, nor a filesystem labelled {Label}" : $"{source}: the OEM partition has no such file, or an empty one", configPath);
        }
        catch (RootedFileException e)
        {
            throw new FailureException(FetchFailures.NotFound, $"{source}: {e.Message}", configPath, e);
        }
    }

    /// <summary>Path on the partition; a host in the URL means nothing.</summary>
    private static string PathOf(SourceUrl source, string configPath)
    {
        var text = source.ToString();
        var start = text.IndexOf(':', StringComparison.Ordinal) + 1;
        if (text.AsSpan(start).StartsWith("//") && text.IndexOf('/', start + 2) is > 0 and var slash) start = slash;
        var path = Uri.UnescapeDataString(text[start..]);
        return path.StartsWith('/') ? path : throw new FailureException(FetchFailures.Url, $"{source}: write oem:///path", configPath);
    }
}
