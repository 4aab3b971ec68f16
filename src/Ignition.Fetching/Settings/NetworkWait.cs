using System.Globalization;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;

namespace Ignition.Fetching.Settings;

/// <summary>How long a machine without a network waits for one. Upstream waits for ever.</summary>
/// <param name="Limit">How long there may be no way to a server; null for ever.</param>
/// <param name="Inspect">Looks at the network interfaces.</param>
internal sealed record NetworkWait(TimeSpan? Limit, Func<LinkStates> Inspect)
{
    /// <summary>Kernel argument that says how many seconds to wait for the network; 0 for ever.</summary>
    public const string Argument = "ignition.network.timeout";

    /// <summary>Ten minutes.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(10);

    /// <summary>The wait of this machine, from its kernel command line.</summary>
    /// <param name="kernelArguments">Text of the kernel command line.</param>
    /// <param name="systemRoot">What <c>/sys</c> and <c>/proc</c> are below; empty unless a test stands in.</param>
    /// <exception cref="FailureException">The argument is no number of seconds.</exception>
    public static NetworkWait Of(string kernelArguments, string systemRoot)
    {
        var text = new KernelCommandLine(kernelArguments).Value(Argument);
        if (text is null) return new NetworkWait(DefaultLimit, OfMachine);
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new NetworkWait(seconds == 0 ? null : TimeSpan.FromSeconds(seconds), OfMachine)
            : throw new FailureException(EngineFailures.KernelArgument, $"{Argument}={text} is no number of seconds");

        LinkStates OfMachine() => Links.Inspect(systemRoot);
    }

    /// <summary>How long there has been no network, and how long there may be none.</summary>
    public string Of(TimeSpan waited) => string.Create(
        CultureInfo.InvariantCulture, $"{(int)waited.TotalSeconds} {(Limit is { } limit ? $"of {limit.TotalSeconds:0} s" : "s, without limit")}");
}
