using Ignition.Fetching.Metadata;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms;

/// <summary>Loads the kernel modules that platforms speak through.</summary>
internal static class KernelModule
{
    /// <summary>Loads a module unless the kernel shows that it is there.</summary>
    /// <param name="context">What platforms may use.</param>
    /// <param name="module">Module name.</param>
    /// <param name="provides">Path that exists once the module is loaded; null loads it whatever exists.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="FailureException">modprobe failed.</exception>
    public static async Task LoadAsync(PlatformContext context, string module, string? provides, CancellationToken cancel)
    {
        if (provides is not null && Path.Exists(context.SystemPath(provides))) return;
        try
        {
            var result = await context.Run(new Command("modprobe").WithArguments(module).WithTimeout(TimeSpan.FromSeconds(60)), cancel);
            result.EnsureSuccess();
        }
        catch (CommandException problem)
        {
            throw new FailureException(PlatformFailures.Channel, $"the kernel module {module} cannot be loaded: {problem.Message}", inner: problem);
        }
    }
}
