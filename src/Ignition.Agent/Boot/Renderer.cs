using Ignition.Config.Locations;
using Ignition.Config.Merging;
using Ignition.Config.Model;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;

namespace Ignition.Agent.Boot;

/// <summary>Resolves <c>ignition.config.replace</c> and <c>merge</c>, depth first.</summary>
/// <param name="text">Reads the children.</param>
/// <param name="contents">Gives contents fetched under the settings of a chain of configs.</param>
/// <param name="fetched">Collects what was fetched, for the journal.</param>
internal sealed class Renderer(ConfigText text, Func<Ancestry, CancellationToken, ValueTask<IContents>> contents, List<FetchedConfig> fetched)
{
    /// <summary>Configs one user config may refer to, all levels together.</summary>
    public const int MaxChildren = 1000;

    private int _children;

    /// <summary>Renders a config.</summary>
    /// <param name="config">The config as it was read.</param>
    /// <param name="chain">What led to it.</param>
    /// <param name="cancel">Ends the fetches.</param>
    /// <exception cref="FailureException">A child cannot be fetched or used, is empty (B1), or refers to itself (B2).</exception>
    public async Task<Document> RenderAsync(Document config, Ancestry chain, CancellationToken cancel)
    {
        var own = chain.With(config.Config.Ignition);
        var fetch = await contents(own, cancel);
        var replace = config.Config.Ignition.Replace;
        if (replace.Source is { } target)
        {
            const string path = "$.ignition.config.replace";
            var child = await FetchAsync(replace, fetch, config, path, cancel);
            return await RenderAsync(child, own.To(target, replaces: true, path), cancel);
        }

        fetch.Prefetch(config.Config.Ignition.Merge.Select((child, i) => (child, $"$.ignition.config.merge.{i}")));
        var result = config;
        for (var i = 0; i < config.Config.Ignition.Merge.Count; i++)
        {
            var reference = config.Config.Ignition.Merge[i];
            var path = $"$.ignition.config.merge.{i}";
            var below = own.To(reference.Source ?? new SourceUrl(""), replaces: false, path);
            var child = await FetchAsync(reference, fetch, config, path, cancel);
            result = ConfigMerger.Merge(result, await RenderAsync(child, below, cancel));
        }

        return result;
    }

    private async Task<Document> FetchAsync(Resource reference, IContents fetch, Document parent, string path, CancellationToken cancel)
    {
        try
        {
            if (++_children > MaxChildren) throw new FailureException(EngineFailures.TooManyChildren, $"more than {MaxChildren} configs are referred to", path);
            var source = reference.Source ?? new SourceUrl("");
            var bytes = await fetch.ReadAsync(reference, path, cancel);
            if (bytes.Length == 0) throw new FailureException(EngineFailures.ChildEmpty, $"the config at {Shown(source)} is empty", path);
            var child = text.Read(bytes, Shown(source));
            fetched.Add(new FetchedConfig("user", source.ToString(), Referenced: true));
            return child;
        }
        catch (FailureException e) when (e.Failure is { ConfigPath: { } at, Place: null } && at.StartsWith(path, StringComparison.Ordinal))
        {
            throw new FailureException(e.Failure with { Place = parent.Places.Find(at) }, e);
        }
    }

    private static string Shown(SourceUrl source) => source.IsEmpty ? "an empty source" : source.ToString();
}
