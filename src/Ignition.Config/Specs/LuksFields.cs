using Ignition.Config.Model;
using static Ignition.Config.Specs.Row;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>LUKS volumes.</summary>
internal static class LuksFields
{
    private static readonly ObjectSpec<Tang> s_tang = new("tang", Tang.Empty,
        new(Text("advertisement", V3_4), Text("thumbprint"), Plain("url") with { RequiredFrom = int.MaxValue }),
        v => new() { Advertisement = v[0].Text, Thumbprint = v[1].Text, Url = v[2].Plain },
        (x, to) => { to[0] = Value.Of(x.Advertisement); to[1] = Value.Of(x.Thumbprint); to[2] = Value.OfPlain(x.Url); },
        x => x.Url);

    private static readonly ObjectSpec<ClevisCustom> s_custom = new("clevisCustom", ClevisCustom.Empty,
        new(Text("config", plainBefore: V3_3) with { RequiredFrom = V3_0, RequiredBefore = V3_3 },
            Boolean("needsNetwork"),
            Text("pin", plainBefore: V3_3) with { RequiredFrom = V3_0, RequiredBefore = V3_3 }),
        v => new() { Config = v[0].Text, NeedsNetwork = v[1].Boolean, Pin = v[2].Text },
        (x, to) => { to[0] = Value.Of(x.Config); to[1] = Value.Of(x.NeedsNetwork); to[2] = Value.Of(x.Pin); });

    private static readonly ObjectSpec<Clevis> s_clevis = new("clevis", Clevis.Empty,
        new(Object("custom", s_custom) with { NullableIn = V3_2 }, Objects("tang", s_tang), Integer("threshold"), Boolean("tpm2")),
        v => new() { Custom = v[0].Object(ClevisCustom.Empty), Tang = v[1].List<Tang>(), Threshold = v[2].Integer, Tpm2 = v[3].Boolean },
        (x, to) =>
        {
            to[0] = Value.OfObject(x.Custom);
            to[1] = Value.OfList(x.Tang);
            to[2] = Value.Of(x.Threshold);
            to[3] = Value.Of(x.Tpm2);
        });

    /// <summary>A LUKS volume.</summary>
    public static readonly ObjectSpec<Luks> Volume = new("luks", Luks.Empty,
        new(Group("cex", V3_5, Boolean("enabled")), Object("clevis", s_clevis) with { NullableIn = V3_2 }, Text("device"),
            Boolean("discard", V3_4), Object("keyFile", ResourceFields.Contents), Text("label"), Line(Plain("name")), Texts("openOptions", V3_4),
            Appended("options"), Text("uuid"), Boolean("wipeVolume")),
        v => new()
        {
            CexEnabled = v[0].Boolean,
            Clevis = v[1].Object(Clevis.Empty),
            Device = v[2].Text,
            Discard = v[3].Boolean,
            KeyFile = v[4].Object(Resource.Empty),
            Label = v[5].Text,
            Name = v[6].Plain,
            OpenOptions = v[7].List<string>(),
            Options = v[8].List<string>(),
            Uuid = v[9].Text,
            WipeVolume = v[10].Boolean,
        },
        (x, to) =>
        {
            to[0] = Value.Of(x.CexEnabled);
            to[1] = Value.OfObject(x.Clevis);
            to[2] = Value.Of(x.Device);
            to[3] = Value.Of(x.Discard);
            to[4] = Value.OfObject(x.KeyFile);
            to[5] = Value.Of(x.Label);
            to[6] = Value.OfPlain(x.Name);
            to[7] = Value.OfList(x.OpenOptions);
            to[8] = Value.OfList(x.Options);
            to[9] = Value.Of(x.Uuid);
            to[10] = Value.Of(x.WipeVolume);
        },
        x => x.Name);
}
