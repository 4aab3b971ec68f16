using Ignition.Config.Model;
using static Ignition.Config.Specs.Row;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>References to contents. One type in the model; 3.0.0 had three with different fields.</summary>
internal static class ResourceFields
{
    private static readonly ObjectSpec<HttpHeader> s_header = new("httpHeader", HttpHeader.Empty,
        new(Plain("name"), Text("value")),
        v => new() { Name = v[0].Plain, Value = v[1].Secret },
        (x, to) => { to[0] = Value.OfPlain(x.Name); to[1] = Value.Of(x.Value); },
        x => x.Name);

    /// <summary>Contents of files and key files.</summary>
    public static readonly ObjectSpec<Resource> Contents = Resource("resource", Text("compression"), Text("source"));

    /// <summary>Configs to merge or to replace this one by.</summary>
    public static readonly ObjectSpec<Resource> Config = Resource("configReference", Text("compression", V3_1),
        Text("source") with { RequiredFrom = V3_0, RequiredBefore = V3_1 });

    /// <summary>Certificate authorities.</summary>
    public static readonly ObjectSpec<Resource> Authority = Resource("caReference", Text("compression", V3_1),
        Text("source", plainBefore: V3_1) with { RequiredFrom = V3_0, RequiredBefore = V3_1 });

    private static ObjectSpec<Resource> Resource(string name, Field compression, Field source) =>
        new(name, Model.Resource.Empty,
            new(compression, Objects("httpHeaders", s_header, V3_1) with { DeletesWithoutValue = true }, source,
                Group("verification", V3_0, Text("hash"))),
            v => new() { Compression = v[0].Text, HttpHeaders = v[1].List<HttpHeader>(), Source = v[2].Source, Hash = v[3].Text },
            (x, to) =>
            {
                to[0] = Value.Of(x.Compression);
                to[1] = Value.OfList(x.HttpHeaders);
                to[2] = Value.Of(x.Source);
                to[3] = Value.Of(x.Hash);
            },
            x => x.Source?.Reveal() ?? "");
}
