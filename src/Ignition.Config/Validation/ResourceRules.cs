using Ignition.Config.Data;
using Ignition.Config.Model;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;

namespace Ignition.Config.Validation;

/// <summary>References to contents.</summary>
internal static class ResourceRules
{
    /// <summary>Contents of a file, a fragment, a key file.</summary>
    public static void Check(RuleContext at, Resource resource) => Check(at, resource, hashNeedsSource: true);

    /// <summary>A config to replace this one by.</summary>
    public static void CheckReplace(RuleContext at, Resource resource) =>
        Check(at, resource, at.Version.ReferencesNeedSource);

    /// <summary>A config to merge.</summary>
    public static void CheckMerge(RuleContext at, Resource resource) =>
        CheckReference(at, resource, Rules.MergeSourceRequired, Rules.MergeSourceInvalid, emptyIsNone: true);

    /// <summary>A certificate authority.</summary>
    public static void CheckAuthority(RuleContext at, Resource resource) =>
        CheckReference(at, resource, Rules.CaSourceRequired, Rules.CaSourceInvalid, emptyIsNone: at.Version.ReferencesNeedSource);

    /// <summary>The rule a source breaks, or null.</summary>
    /// <param name="version">The version.</param>
    /// <param name="source">The source.</param>
    /// <param name="acceptsOem">True for a system with an OEM partition, whose files are sources in every version.</param>
    public static Rule? Broken(SpecVersion version, string source, bool acceptsOem = false)
    {
        if (source.StartsWith("data:", StringComparison.Ordinal) && IsData(version, source, out var broken)) return broken;
        if (!UrlSyntax.TryParse(source, out var url)) return Rules.UrlInvalid;
        if (acceptsOem && url.Scheme == SourceUrl.Oem) return null;
        if (Array.IndexOf(version.Schemes, url.Scheme) < 0) return Rules.UrlScheme;
        switch (url.Scheme)
        {
            case "data":
                return DataUrl.Problem(source) is null ? null : Rules.DataUrl;
            case "s3" or "arn" when url.Parameter("versionId") is "":
                return Rules.S3VersionId;
            case "arn":
                return IsS3Arn(url.Opaque) ? null : Rules.S3Arn;
            default:
                return null;
        }
    }

    // Nearly all sources are data URLs that are right; what passes this check is also a URL.
    private static bool IsData(SpecVersion version, string source, out Rule? broken)
    {
        broken = null;
        return DataUrl.Problem(source) is null && Array.IndexOf(version.Schemes, "data") >= 0 && !source.Contains('#');
    }

    private static void CheckReference(RuleContext at, Resource resource, Rule required, Rule invalid, bool emptyIsNone)
    {
        var source = resource.Source?.Reveal() ?? "";
        if (at.Version.ReferencesNeedSource)
        {
            if (source.Length == 0) at.Add(required);
            else if (Broken(at.Version, source, at.AcceptsOem) is not null) at.Add(invalid);
        }
        Check(at, resource, at.Version.ReferencesNeedSource, emptyIsNone);
    }

    private static void Check(RuleContext at, Resource resource, bool hashNeedsSource, bool emptyIsNone = true)
    {
        if (ReferenceEquals(resource, Resource.Empty) && emptyIsNone) return;
        var source = resource.Source?.Reveal() ?? "";
        if (resource.Compression is not (null or "" or "gzip")) at.AddTo(Rules.CompressionUnknown, "compression");
        if (resource.Hash is not null && resource.Source is null && hashNeedsSource) at.AddTo(Rules.VerificationWithoutSource, "verification.hash");
        if ((source.Length > 0 || !emptyIsNone) && Broken(at.Version, source, at.AcceptsOem) is { } broken) at.AddTo(broken, "source", Detail(broken, source));
        if (resource.HttpHeaders.Count > 0) CheckHeaders(at, resource, source);
        if (resource.Hash is { } hash) CheckHash(at, hash);
    }

    private static string? Detail(Rule broken, string source) => broken == Rules.DataUrl ? DataUrl.Problem(source) : null;

    private static void CheckHeaders(RuleContext at, Resource resource, string source)
    {
        if (source.Length == 0 || !UrlSyntax.TryParse(source, out var url)) at.AddTo(Rules.HeadersWithoutSource, "httpHeaders");
        else if (url.Scheme is not ("http" or "https")) at.AddTo(Rules.HeadersScheme, "httpHeaders");
        at.Each("httpHeaders", resource.HttpHeaders, static (at, header) =>
        {
            if (header.Name.Length == 0) at.AddTo(Rules.HeaderNameEmpty, "name");
            if (header.Value is { IsEmpty: true }) at.AddTo(Rules.HeaderValueEmpty, "value");
        });
    }

    private static void CheckHash(RuleContext at, string hash)
    {
        const string path = "verification.hash";
        var dash = hash.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            at.AddTo(Rules.HashMalformed, path);
            return;
        }
        foreach (var (name, digits) in at.Version.HashFunctions)
        {
            if (!hash.AsSpan(0, dash).SequenceEqual(name)) continue;
            if (RuleContext.Bytes(hash[(dash + 1)..]) != digits) at.AddTo(Rules.HashLength, path);
            return;
        }
        at.AddTo(Rules.HashFunctionUnknown, path);
    }

    private static bool IsS3Arn(ReadOnlySpan<char> opaque)
    {
        // The scheme itself is the first of six fields.
        Span<Range> fields = stackalloc Range[5];
        if (opaque.Split(fields, ':') < 5 || !opaque[fields[1]].SequenceEqual("s3")) return false;
        var slashes = opaque.Count('/');
        return opaque[fields[4]].StartsWith("accesspoint/") ? slashes >= 2 : slashes >= 1;
    }
}
