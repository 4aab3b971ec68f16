using Ignition.Config.Model;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;

namespace Ignition.Config.Validation;

/// <summary>The <c>ignition</c> object.</summary>
internal static class IgnitionRules
{
    public static void Check(RuleContext at, IgnitionSection section)
    {
        at.At.Push("ignition");
        if (SpecVersions.Find(section.Version, out var isVersion) != at.Version)
            at.AddTo(isVersion ? Rules.VersionUnsupported : Rules.VersionUnparsable, "version");
        at.At.Push("config");
        at.Each("merge", section.Merge, ResourceRules.CheckMerge);
        at.At.Push("replace");
        ResourceRules.CheckReplace(at, section.Replace);
        at.At.PopItem();
        at.At.Push("proxy");
        if (section.Proxy.HttpProxy is { } http) CheckProxy(at, "httpProxy", http);
        if (section.Proxy.HttpsProxy is { } https) CheckProxy(at, "httpsProxy", https);
        at.At.Pop();
        at.At.Push("security");
        at.At.Push("tls");
        at.Each("certificateAuthorities", section.CertificateAuthorities, ResourceRules.CheckAuthority);
        at.At.PopItem();
        at.At.Pop();
    }

    private static void CheckProxy(RuleContext at, string member, string proxy)
    {
        if (!UrlSyntax.TryParse(proxy, out var url)) at.AddTo(Rules.ProxyUrlInvalid, member);
        else if (url.Scheme is not ("http" or "https")) at.AddTo(Rules.ProxyScheme, member);
        else if (url.Scheme == "http" && member == "httpsProxy") at.AddTo(Rules.ProxyInsecure, member);
    }
}
