using System.Text;
using Ignition.Fetching.Metadata;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms;

/// <summary>A filesystem, found by its label, or by <c>UUID=</c> and its UUID, that holds user data.</summary>
/// <remarks>Mounted read-only without devices, set-id or programs; links on it never lead out of it (B11).</remarks>
internal sealed class ConfigDrive(PlatformContext context, string label)
{
    private const string UuidPrefix = "UUID=";
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits for the drive and reads files from it.</summary>
    /// <param name="limit">How long to wait for the drive; null for ever.</param>
    /// <param name="read">Gets a reader of files: null for a file that is not there.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>What <paramref name="read"/> gave; default when the drive did not appear in time.</returns>
    /// <exception cref="FailureException">It is there but cannot be mounted or read.</exception>
    public async Task<T?> ReadAsync<T>(TimeSpan? limit, Func<Func<string, byte[]?>, T?> read, CancellationToken cancel)
        where T : class
    {
        var device = context.SystemPath(label.StartsWith(UuidPrefix, StringComparison.Ordinal)
            ? "/dev/disk/by-uuid/" + Encode(label[UuidPrefix.Length..])
            : "/dev/disk/by-label/" + Encode(label));
        var found = await Waiting.ForAsync(
            context, $"a drive with the label {label}", Every, limit, _ => Task.FromResult(File.Exists(device) ? device : null), cancel);
        return found is null ? null : await MountedAsync(context, found, "auto", read, cancel);
    }

    /// <summary>Waits for the drive and reads one file from it.</summary>
    /// <returns>The file; empty when the drive has no such file; null when the drive did not appear in time.</returns>
    public Task<byte[]?> ReadFileAsync(TimeSpan? limit, string path, CancellationToken cancel) =>
        ReadAsync(limit, read => read(path) ?? [], cancel);

    /// <summary>Mounts a device, reads from it and unmounts it.</summary>
    public static async Task<T?> MountedAsync<T>(
        PlatformContext context, string device, string type, Func<Func<string, byte[]?>, T?> read, CancellationToken cancel)
        where T : class
    {
        var directory = Directory.CreateTempSubdirectory("ignition-configdrive-").FullName;
        try
        {
            var mount = new Command("mount").WithArguments("-o", "ro,nodev,nosuid,noexec", "-t", type, device, directory).WithTimeout(TimeSpan.FromSeconds(30));
            (await context.Run(mount, cancel)).EnsureSuccess();
            try
            {
                using var root = RootedDirectory.Open(directory);
                return read(path => root.ReadFile(path, follow: true));
            }
            finally
            {
                await UnmountAsync(context, directory);
            }
        }
        catch (Exception problem) when (problem is CommandException or RootedFileException)
        {
            throw new FailureException(PlatformFailures.Channel, $"the drive {device} cannot be read: {problem.Message}", inner: problem);
        }
        finally
        {
            TryRemove(context, directory);
        }
    }

    /// <summary>A label as udev writes it into <c>/dev/disk/by-label</c>.</summary>
    internal static string Encode(string label)
    {
        var encoded = new StringBuilder(label.Length);
        foreach (var rune in label.EnumerateRunes())
        {
            if (!rune.IsAscii || char.IsAsciiLetterOrDigit((char)rune.Value) || "#+-.:=@_".Contains((char)rune.Value, StringComparison.Ordinal))
            {
                encoded.Append(rune.ToString());
            }
            else
            {
                encoded.Append("\\x").Append(((int)rune.Value).ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    private static async Task UnmountAsync(PlatformContext context, string directory)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await context.Run(new Command("umount").WithArguments(directory).WithTimeout(TimeSpan.FromSeconds(10)), CancellationToken.None);
            if (result.Succeeded) return;
            if (attempt == 3)
            {
                context.Log.Warning("{Directory:l} cannot be unmounted: {Errors:l}", directory, result.Errors.Trim());
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), context.Clock, CancellationToken.None);
        }
    }

    private static void TryRemove(PlatformContext context, string directory)
    {
        try
        {
            Directory.Delete(directory);
        }
        catch (IOException problem)
        {
            context.Log.Warning("{Directory:l} cannot be removed: {Problem:l}", directory, problem.Message);
        }
    }
}
