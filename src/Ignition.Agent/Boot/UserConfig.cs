using Ignition.Config.Model;
using Ignition.Fetching.Metadata;
using Ignition.Platforms;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Serilog;

namespace Ignition.Agent.Boot;

/// <summary>Finds the user config: the kernel command line, then <c>user.ign</c> in the system directories, then the platform. The first that is there wins, also when it is empty or broken.</summary>
internal sealed class UserConfig(Settings settings, IPlatform platform, PlatformContext context, Func<Ancestry, CancellationToken, ValueTask<IContents>> contents, ILogger log)
{
    private const string FileName = "user.ign";

    /// <summary>Finds the user config.</summary>
    /// <exception cref="FailureException">A source is there but cannot be used.</exception>
    public async Task<FoundConfig> FindAsync(CancellationToken cancel) =>
        await FromKernelArgumentsAsync(cancel) ?? FromSystem() ?? await FromPlatformAsync(cancel);

    private async Task<FoundConfig?> FromKernelArgumentsAsync(CancellationToken cancel)
    {
        var arguments = new KernelCommandLine(context.KernelArguments);
        var name = arguments.Value("ignition.config.url") is null ? "flatcar.config.url" : "ignition.config.url";
        var url = arguments.Value(name);
        var device = arguments.Value("ignition.config.device");
        var path = arguments.Value("ignition.config.path");
        if (url is not null)
        {
            if (device is not null || path is not null) log.Warning("{Name:l} is used; ignition.config.device and .path are not", name);
            var resource = Resource.Empty with { Source = new SourceUrl(url) };
            var bytes = await (await contents(Ancestry.None, cancel)).ReadAsync(resource, name, cancel);
            return new FoundConfig("cmdline", $"the URL on the kernel command line ({resource.Source})", new UserData(bytes));
        }

        if (device is null && path is null) return null;
        if (device is null || path is null)
            throw new FailureException(EngineFailures.KernelArgument, $"ignition.config.{(device is null ? "path" : "device")} is given without ignition.config.{(device is null ? "device" : "path")}");
        return new FoundConfig(
            "cmdline", $"{path} on the device labelled {device}",
            new UserData(await ConfigDevice.ReadAsync(device, path, arguments.Value("ignition.config.timeout"), context, cancel)));
    }

    private FoundConfig? FromSystem()
    {
        foreach (var directory in settings.Directories)
        {
            var path = Path.Combine(directory, FileName);
            if (!Path.Exists(path)) continue;
            try
            {
                return new FoundConfig("system", path, new UserData(File.ReadAllBytes(path)));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // A link for an image that may bring a config, and did not.
                log.Debug("{Path:l} is a link to nothing", path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new FailureException(EngineFailures.BaseConfig, $"cannot read {path}: {e.Message}", inner: e);
            }
        }

        return null;
    }

    private async Task<FoundConfig> FromPlatformAsync(CancellationToken cancel)
    {
        if (platform.NeedsNetwork && context.Offline) throw new NeedsNetworkException($"platform {platform.Id}");
        return new FoundConfig(platform.Id, $"platform {platform.Id}", await platform.FetchAsync(context, cancel));
    }
}

/// <summary>What one of the sources gave.</summary>
internal sealed class FoundConfig(string source, string name, UserData data)
{
    /// <summary>Key of the source in state and journal: <c>cmdline</c>, <c>system</c> or the platform id.</summary>
    public string Source { get; } = source;

    /// <summary>The source as it is named to the user.</summary>
    public string Name { get; } = name;

    /// <summary>What was found.</summary>
    public UserData Data { get; } = data;
}
