using Ignition.Config.Model;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>The <c>ignition</c> object.</summary>
internal static class IgnitionFields
{
    private static readonly ObjectSpec<Proxy> s_proxy = new("proxy", Proxy.Empty, static (ref rows, x) => new()
    {
        HttpProxy = rows.Text("httpProxy", x.HttpProxy),
        HttpsProxy = rows.Text("httpsProxy", x.HttpsProxy),
        NoProxy = rows.Texts("noProxy", x.NoProxy),
    });

    private static readonly ObjectSpec<Timeouts> s_timeouts = new("timeouts", Timeouts.Empty, static (ref rows, x) => new()
    {
        HttpResponseHeaders = rows.Integer("httpResponseHeaders", x.HttpResponseHeaders),
        HttpTotal = rows.Integer("httpTotal", x.HttpTotal),
    });

    /// <summary>The section.</summary>
    public static readonly ObjectSpec<IgnitionSection> Section = new("ignition", IgnitionSection.Empty, static (ref rows, x) => new()
    {
        Merge = rows.Objects("config.merge", x.Merge, ResourceFields.Config),
        Replace = rows.Object("config.replace", x.Replace, ResourceFields.Config),
        Proxy = rows.Object("proxy", x.Proxy, s_proxy, V3_1),
        CertificateAuthorities = rows.Objects("security.tls.certificateAuthorities", x.CertificateAuthorities, ResourceFields.Authority),
        Timeouts = rows.Object("timeouts", x.Timeouts, s_timeouts),
        Version = rows.Plain("version", x.Version, requiredFrom: V3_4),
    });

    /// <summary>Only the version of a config of whatever version: what is read of it first.</summary>
    public static readonly ObjectSpec<IgnitionSection> Probe = new("probe", IgnitionSection.Empty, static (ref rows, x) => new()
    {
        Version = rows.Plain("version", x.Version),
    });
}
