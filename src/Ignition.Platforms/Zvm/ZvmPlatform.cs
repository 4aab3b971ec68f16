using Ignition.Fetching.Metadata;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.Zvm;

/// <summary>IBM z/VM: a spool file of type <c>ign</c> in the virtual reader.</summary>
/// <remarks>https://www.ibm.com/docs/en/linux-on-systems?topic=commands-vmur</remarks>
internal sealed class ZvmPlatform : IPlatform
{
    private const string Reader = "000c";

    /// <inheritdoc/>
    public string Id => "zvm";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        await KernelModule.LoadAsync(context, "vmur", provides: null, cancel);
        try
        {
            if (!(await RunAsync(context, cancel, "chccwdev", "-e", Reader)).Succeeded)
            {
                (await RunAsync(context, cancel, "cio_ignore", "-r", Reader)).EnsureSuccess();
                (await RunAsync(context, cancel, "chccwdev", "-e", Reader)).EnsureSuccess();
            }

            (await RunAsync(context, cancel, "udevadm", "settle")).EnsureSuccess();
            var list = (await RunAsync(context, cancel, "vmur", "li")).EnsureSuccess();
            if (Find(list.Output) is not { } found) return UserData.None;
            return new UserData(await ReceiveAsync(context, found.SpoolId, found.Name, cancel));
        }
        catch (Exception problem) when (problem is CommandException or IOException)
        {
            throw new FailureException(PlatformFailures.Channel, $"the virtual reader cannot be read: {problem.Message}", inner: problem);
        }
    }

    /// <summary>The first spool file of type ign in what <c>vmur li</c> prints.</summary>
    internal static (string SpoolId, string Name)? Find(string list)
    {
        foreach (var line in list.Split('\n'))
        {
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length <= 1) break;
            if (fields.Length >= 11 && fields[10] == "ign") return (fields[1], fields[9]);
        }

        return null;
    }

    private static async Task<byte[]> ReceiveAsync(PlatformContext context, string spoolId, string name, CancellationToken cancel)
    {
        var directory = Directory.CreateTempSubdirectory("ignition-vmur-").FullName;
        try
        {
            var file = Path.Combine(directory, name + ".ign");
            (await RunAsync(context, cancel, "vmur", "re", "-f", spoolId, file)).EnsureSuccess();
            return (await File.ReadAllBytesAsync(file, cancel)).AsSpan().Trim((byte)0).ToArray();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Task<CommandResult> RunAsync(PlatformContext context, CancellationToken cancel, string program, params string[] arguments) =>
        context.Run(new Command(program).WithArguments(arguments).WithTimeout(TimeSpan.FromSeconds(60)), cancel);
}
