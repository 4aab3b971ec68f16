using Ignition.Config.Model;
using Ignition.Provisioning.Failures;

namespace Ignition.Agent.Boot;

/// <summary>The chain of configs that led to a fetch. Limits, proxies and CAs of a fetch come from it alone, never from siblings (B4).</summary>
internal sealed class Ancestry
{
    /// <summary>Configs may refer to configs this deep; real ones stay below five.</summary>
    public const int MaxDepth = 32;

    private readonly Ancestry? _parent;
    private readonly string? _source;
    private readonly int _depth;

    private Ancestry(Ancestry? parent, string? source, IgnitionSection settings)
    {
        (_parent, _source, Settings) = (parent, source, settings);
        _depth = parent is null ? 0 : parent._depth + 1;
    }

    /// <summary>The chain before any config is known.</summary>
    public static Ancestry None { get; } = new(null, null, IgnitionSection.Empty);

    /// <summary>Limits, proxies and CAs in force below this config: its own where set, else its ancestors'.</summary>
    public IgnitionSection Settings { get; }

    /// <summary>Steps down to a config's own references.</summary>
    /// <param name="section">The <c>ignition</c> object of that config.</param>
    public Ancestry With(IgnitionSection section) => new(_parent, _source, Overlay(Settings, section));

    /// <summary>Steps down to a referenced config.</summary>
    /// <param name="source">Its URL.</param>
    /// <param name="replaces">True when everything above is dropped for it, settings too.</param>
    /// <param name="configPath">JSON path of the reference, for the failure.</param>
    /// <exception cref="FailureException">The URL is among its own ancestors, or the chain is too long (B2).</exception>
    public Ancestry To(SourceUrl source, bool replaces, string configPath)
    {
        var text = source.Reveal();
        for (var above = this; above is not null; above = above._parent)
        {
            if (above._source == text) throw new FailureException(EngineFailures.Cycle, $"{source} refers to itself through its children", configPath);
        }

        if (_depth >= MaxDepth) throw new FailureException(EngineFailures.TooDeep, $"{source} would be config number {_depth + 1} of a chain of references; {MaxDepth} are allowed", configPath);
        return new Ancestry(this, text, replaces ? IgnitionSection.Empty : Settings);
    }

    private static IgnitionSection Overlay(IgnitionSection above, IgnitionSection own) => IgnitionSection.Empty with
    {
        Timeouts = new Timeouts
        {
            HttpResponseHeaders = own.Timeouts.HttpResponseHeaders ?? above.Timeouts.HttpResponseHeaders,
            HttpTotal = own.Timeouts.HttpTotal ?? above.Timeouts.HttpTotal,
        },
        Proxy = new Proxy
        {
            HttpProxy = own.Proxy.HttpProxy ?? above.Proxy.HttpProxy,
            HttpsProxy = own.Proxy.HttpsProxy ?? above.Proxy.HttpsProxy,
            NoProxy = [.. above.Proxy.NoProxy.Concat(own.Proxy.NoProxy).Distinct()],
        },
        CertificateAuthorities = [.. above.CertificateAuthorities.Where(a => own.CertificateAuthorities.All(o => o.Source != a.Source)), .. own.CertificateAuthorities],
    };
}
