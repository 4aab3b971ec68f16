using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Ignition.Provisioning.State;
using Serilog;
using Serilog.Events;

namespace Ignition.Agent.Boot;

/// <summary>The fetch stages: find the user config, render it, check it, cache it.</summary>
internal sealed class Acquisition(EngineOptions options, UserConfig userConfig, Session session, ILogger log, TimeProvider clock)
{
    /// <summary>The MESSAGE_ID upstream gives an acquired config; console messages and FIPS set-ups query it.</summary>
    public const string FetchedMessageId = "57124006b5c94805b77ce473e92a8aeb";

    /// <summary>Acquires the user config and writes the cache.</summary>
    /// <param name="state">Gets what was fetched, once the cache stands (B6).</param>
    /// <param name="refuse">Throws for what this agent cannot do, before anything is cached.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="FailureException">There is no config that can be used.</exception>
    /// <exception cref="NeedsNetworkException">It takes the network, and this stage runs before it is up.</exception>
    public async Task<Document> AcquireAsync(EngineState state, Action<Document> refuse, CancellationToken cancel)
    {
        var found = await userConfig.FindAsync(cancel);
        var fetched = new List<FetchedConfig>();
        Document document;
        if (found.Data.Bytes is not { Length: > 0 } bytes)
        {
            log.Information("no config from {Source:l}: nothing is asked for", found.Name);
            document = Document.Empty;
        }
        else
        {
            fetched.Add(new FetchedConfig("user", found.Source, Referenced: false));
            document = await session.RenderAsync(bytes, found.Name, fetched, cancel);
            document = new Document(await InlineAuthoritiesAsync(document.Config, cancel), document.Places, document.Version);
        }

        refuse(document);
        ConfigCache.Write(options, document);
        fetched.InsertRange(0, (state.FetchedConfigs ?? []).Where(c => c.Kind != "user"));
        state.FetchedConfigs = fetched.Count > 0 ? fetched : null;
        state.ProviderOutputFiles = found.Data.Files is { } files ? [.. files] : state.ProviderOutputFiles;
        Announce(fetched);
        return document;
    }

    /// <summary>Later stages trust the CAs without fetching them again: their bytes go into the cache.</summary>
    private async Task<IgnitionConfig> InlineAuthoritiesAsync(IgnitionConfig config, CancellationToken cancel)
    {
        if (config.Ignition.CertificateAuthorities.All(a => a.Source is null or { IsLocal: true })) return config;
        var own = Ancestry.None.With(config.Ignition with { CertificateAuthorities = [] });
        var inlined = new List<Resource>();
        for (var i = 0; i < config.Ignition.CertificateAuthorities.Count; i++)
        {
            var pem = await (await session.OpenAsync(own, cancel)).ReadAsync(config.Ignition.CertificateAuthorities[i], $"$.ignition.security.tls.certificateAuthorities.{i}", cancel);
            inlined.Add(Resource.Empty with
            {
                Source = new SourceUrl("data:;base64," + Convert.ToBase64String(pem)),
                Hash = config.Ignition.CertificateAuthorities[i].Hash,
            });
        }

        return config with { Ignition = config.Ignition with { CertificateAuthorities = inlined } };
    }

    private void Announce(IReadOnlyList<FetchedConfig> all)
    {
        foreach (var config in all)
        {
            log.Entry(
                clock.GetUtcNow(),
                LogEventLevel.Information,
                $"fetched {(config.Referenced ? "referenced " : "")}{config.Kind} config from \"{config.Source}\"",
                ("MESSAGE_ID", FetchedMessageId),
                ("IGNITION_CONFIG_TYPE", config.Kind),
                ("IGNITION_CONFIG_SRC", config.Source),
                ("IGNITION_CONFIG_REFERENCED", config.Referenced ? "true" : "false"));
        }
    }
}
