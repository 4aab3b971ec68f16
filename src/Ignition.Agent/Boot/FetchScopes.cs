using Ignition.Platforms.Oem;
using Ignition.Config.Model;
using Ignition.Fetching.Metadata;
using Ignition.Fetching.Resources;
using Ignition.Fetching.Settings;
using Ignition.Linux.Files;
using Ignition.Provisioning.Contents;

namespace Ignition.Agent.Boot;

/// <summary>Opens contents under the settings of a chain of configs; the certificate authorities of the chain are fetched once.</summary>
/// <param name="context">Offline or not, the time limit before any config is known, the log.</param>
/// <param name="platform">Platform id: it decides about credentials of clouds.</param>
/// <param name="spool">Directory for contents too large for memory; on the filesystem they are bound for.</param>
internal sealed class FetchScopes(PlatformContext context, string platform, string spool) : IAsyncDisposable
{
    private readonly Dictionary<Resource, byte[]> _authorities = [];
    private readonly List<Contents> _opened = [];
    private readonly NetworkWait _network = NetworkWait.Of(context.KernelArguments, context.SystemRoot);
    private readonly SpoolDirectory _spool = new(spool);
    private readonly RemoteSources _remote = RemoteSources.All(platform, context.Log, context.Clock);

    /// <summary>Contents for what a config refers to.</summary>
    /// <param name="chain">The config with its ancestors; <see cref="Ancestry.None"/> before any is known.</param>
    /// <param name="cancel">Ends fetching its certificate authorities.</param>
    public async ValueTask<IContents> OpenAsync(Ancestry chain, CancellationToken cancel)
    {
        var section = chain.Settings;
        if (ReferenceEquals(section, IgnitionSection.Empty)) return Open(FetchSettings.BeforeConfig(context.FetchTimeout));

        var authorities = new List<ReadOnlyMemory<byte>>();
        IContents? plain = null;
        for (var i = 0; i < section.CertificateAuthorities.Count; i++)
        {
            var resource = section.CertificateAuthorities[i];
            if (!_authorities.TryGetValue(resource, out var pem))
            {
                // An authority is fetched under the other settings of its config, without the authorities themselves.
                plain ??= Open(FetchSettings.From(section, []));
                pem = await plain.ReadAsync(resource, $"$.ignition.security.tls.certificateAuthorities.{i}", cancel);
                _authorities[resource] = pem;
            }

            authorities.Add(pem);
        }

        return Open(FetchSettings.From(section, authorities));
    }

    /// <summary>Stops what is still being fetched, waits for its end and removes what nobody took. What cannot be removed is told, and hides no failure.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var contents in _opened) await contents.DisposeAsync();
            _spool.Dispose();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            context.Log.Warning("{Spool:l} cannot be removed: {Problem:l}", _spool.Path, problem.Message);
        }
    }

    private Contents Open(FetchSettings settings)
    {
        var contents = new Contents(new ContentsOptions(settings with { Network = _network }, context.Log, context.Clock) { Offline = context.Offline, Spool = _spool, Remote = _remote, Oem = new OemPartition(context).ReadAsync });
        _opened.Add(contents);
        return contents;
    }
}
