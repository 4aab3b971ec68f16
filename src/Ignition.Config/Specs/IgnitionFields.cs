using Ignition.Config.Model;
using static Ignition.Config.Specs.Row;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>The <c>ignition</c> object.</summary>
internal static class IgnitionFields
{
    private static readonly ObjectSpec<Proxy> s_proxy = new("proxy", Proxy.Empty,
        new(Text("httpProxy"), Text("httpsProxy"), Texts("noProxy")),
        v => new() { HttpProxy = v[0].Text, HttpsProxy = v[1].Text, NoProxy = v[2].List<string>() },
        (x, to) => { to[0] = Value.Of(x.HttpProxy); to[1] = Value.Of(x.HttpsProxy); to[2] = Value.OfList(x.NoProxy); });

    private static readonly ObjectSpec<Timeouts> s_timeouts = new("timeouts", Timeouts.Empty,
        new(Integer("httpResponseHeaders"), Integer("httpTotal")),
        v => new() { HttpResponseHeaders = v[0].Integer, HttpTotal = v[1].Integer },
        (x, to) => { to[0] = Value.Of(x.HttpResponseHeaders); to[1] = Value.Of(x.HttpTotal); });

    /// <summary>The table.</summary>
    public static readonly ObjectSpec<IgnitionSection> Section = new("ignition", IgnitionSection.Empty,
        new(Group("config", V3_0, Objects("merge", ResourceFields.Config), Object("replace", ResourceFields.Config)),
            Object("proxy", s_proxy, V3_1),
            Group("security", V3_0, Group("tls", V3_0, Objects("certificateAuthorities", ResourceFields.Authority))),
            Object("timeouts", s_timeouts),
            Plain("version") with { RequiredFrom = V3_4 }),
        v => new()
        {
            Merge = v[0].List<Resource>(),
            Replace = v[1].Object(Resource.Empty),
            Proxy = v[2].Object(Proxy.Empty),
            CertificateAuthorities = v[3].List<Resource>(),
            Timeouts = v[4].Object(Timeouts.Empty),
            Version = v[5].Plain,
        },
        (x, to) =>
        {
            to[0] = Value.OfList(x.Merge);
            to[1] = Value.OfObject(x.Replace);
            to[2] = Value.OfObject(x.Proxy);
            to[3] = Value.OfList(x.CertificateAuthorities);
            to[4] = Value.OfObject(x.Timeouts);
            to[5] = Value.OfPlain(x.Version);
        });
}
