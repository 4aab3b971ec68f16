using Ignition.Config.Model;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>References to contents. One type in the model; 3.0.0 had three with different fields.</summary>
internal static class ResourceFields
{
    private static readonly ObjectSpec<HttpHeader> s_header = new("httpHeader", HttpHeader.Empty, static (ref rows, x) => new()
    {
        Name = rows.Plain("name", x.Name),
        Value = rows.Text("value", x.Value),
    }, static x => x.Name);

    /// <summary>Contents of files and key files.</summary>
    public static readonly ObjectSpec<Resource> Contents = new("resource", Resource.Empty, static (ref rows, x) => Table(ref rows, x), Key);

    /// <summary>Configs to merge or to replace this one by.</summary>
    public static readonly ObjectSpec<Resource> Config = new("configReference", Resource.Empty,
        static (ref rows, x) => Table(ref rows, x, compressionSince: V3_1, sourceRequiredBefore: V3_1), Key);

    /// <summary>Certificate authorities.</summary>
    public static readonly ObjectSpec<Resource> Authority = new("caReference", Resource.Empty,
        static (ref rows, x) => Table(ref rows, x, compressionSince: V3_1, sourceRequiredBefore: V3_1, sourcePlainBefore: V3_1), Key);

    private static Resource Table(ref Rows rows, Resource x, int compressionSince = V3_0, int sourceRequiredBefore = V3_0, int sourcePlainBefore = V3_0) => new()
    {
        Compression = rows.Text("compression", x.Compression, compressionSince),
        HttpHeaders = rows.Objects("httpHeaders", x.HttpHeaders, s_header, V3_1, deletesWithoutValue: true),
        Source = rows.Text("source", x.Source, sourcePlainBefore, sourceRequiredBefore),
        Hash = rows.Text("verification.hash", x.Hash),
    };

    private static string Key(Resource x) => x.Source?.Reveal() ?? "";
}
