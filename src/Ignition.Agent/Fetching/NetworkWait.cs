using System.Globalization;
using Ignition.Agent.Boot;
using Ignition.Agent.Failures;
using Ignition.Agent.Platforms;

namespace Ignition.Agent.Fetching;

/// <summary>How long a machine without a network waits for one. Upstream waits for ever.</summary>
/// <param name="Limit">How long there may be no way to a server; null for ever.</param>
/// <param name="Look">Looks at the network interfaces.</param>
internal sealed record NetworkWait(TimeSpan? Limit, Func<LinkStates> Look)
{
    /// <summary>Kernel argument that says how many seconds to wait for the network; 0 for ever.</summary>
    public const string Argument = "ignition.network.timeout";

    /// <summary>Ten minutes.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(10);

    /// <summary>The wait of this machine, from its kernel command line.</summary>
    /// <exception cref="FailureException">The argument is no number of seconds.</exception>
    public static NetworkWait Of(PlatformContext context)
    {
        var text = new KernelArguments(context.KernelArguments).Value(Argument);
        if (text is null) return new NetworkWait(DefaultLimit, Links);
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new NetworkWait(seconds == 0 ? null : TimeSpan.FromSeconds(seconds), Links)
            : throw new FailureException(EngineFailures.KernelArgument, $"{Argument}={text} is no number of seconds");

        LinkStates Links() => Platforms.Links.Look(context);
    }

    /// <summary>How long there has been no network, and how long there may be none.</summary>
    public string Of(TimeSpan waited) => string.Create(
        CultureInfo.InvariantCulture, $"{(int)waited.TotalSeconds} {(Limit is { } limit ? $"of {limit.TotalSeconds:0} s" : "s, without limit")}");
}
