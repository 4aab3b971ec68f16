using Ignition.Config.Locations;
using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;

namespace Ignition.Agent.Boot;

/// <summary>The way of a config from its bytes to the machine its steps act on: the same for a boot, for <c>apply</c> and for <c>plan</c>.</summary>
/// <param name="context">Offline or not, the time limit before any config is known, journal and clock.</param>
/// <param name="platform">Platform id: it decides about credentials of clouds.</param>
/// <param name="spool">Directory for contents too large for memory; on the filesystem they are bound for.</param>
/// <param name="text">Reads and checks.</param>
internal sealed class Session(PlatformContext context, string platform, string spool, ConfigText text) : IAsyncDisposable
{
    private readonly FetchScopes _scopes = new(context, platform, spool);

    /// <summary>Contents fetched under the settings of a chain of configs; of none, before any config is known.</summary>
    public ValueTask<IContents> OpenAsync(Ancestry chain, CancellationToken cancel) => _scopes.OpenAsync(chain, cancel);

    /// <summary>Reads a config, resolves what it refers to, and checks the result as a whole (B14).</summary>
    /// <param name="bytes">The config.</param>
    /// <param name="name">Its name, as the user knows it.</param>
    /// <param name="fetched">Gets what it refers to.</param>
    /// <param name="cancel">Ends the fetches.</param>
    /// <exception cref="FailureException">It is not valid, or something it refers to cannot be used.</exception>
    public async Task<Document> RenderAsync(ReadOnlyMemory<byte> bytes, string name, List<FetchedConfig> fetched, CancellationToken cancel)
    {
        var document = await new Renderer(text, OpenAsync, fetched).RenderAsync(text.Read(bytes, name), Ancestry.None, cancel);
        text.Validate(document, name);
        return document;
    }

    /// <summary>The machine with the contents that a rendered config gives: its own settings count, merged or not (B12).</summary>
    /// <param name="document">The config.</param>
    /// <param name="root">Where the system is.</param>
    /// <param name="state">What stages leave each other.</param>
    /// <param name="cancel">Ends fetching its certificate authorities.</param>
    public async ValueTask<Machine> MachineAsync(Document document, string root, EngineState state, CancellationToken cancel) =>
        new(root, await OpenAsync(Ancestry.None.With(document.Config.Ignition), cancel), state, context.Log, context.Clock);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _scopes.DisposeAsync();
}
