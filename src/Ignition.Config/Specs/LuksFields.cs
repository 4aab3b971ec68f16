using Ignition.Config.Model;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>LUKS volumes.</summary>
internal static class LuksFields
{
    private static readonly ObjectSpec<Tang> s_tang = new("tang", Tang.Empty, static (ref rows, x) => new()
    {
        Advertisement = rows.Text("advertisement", x.Advertisement, V3_4),
        Thumbprint = rows.Text("thumbprint", x.Thumbprint),
        Url = rows.Plain("url", x.Url, requiredFrom: Field.Never),
    }, static x => x.Url);

    private static readonly ObjectSpec<ClevisCustom> s_custom = new("clevisCustom", ClevisCustom.Empty, static (ref rows, x) => new()
    {
        Config = rows.Text("config", x.Config, plainBefore: V3_3, requiredBefore: V3_3),
        NeedsNetwork = rows.Boolean("needsNetwork", x.NeedsNetwork),
        Pin = rows.Text("pin", x.Pin, plainBefore: V3_3, requiredBefore: V3_3),
    });

    private static readonly ObjectSpec<Clevis> s_clevis = new("clevis", Clevis.Empty, static (ref rows, x) => new()
    {
        Custom = rows.Object("custom", x.Custom, s_custom, nullableIn: V3_2),
        Tang = rows.Objects("tang", x.Tang, s_tang),
        Threshold = rows.Integer("threshold", x.Threshold),
        Tpm2 = rows.Boolean("tpm2", x.Tpm2),
    });

    /// <summary>A LUKS volume.</summary>
    public static readonly ObjectSpec<Luks> Volume = new("luks", Luks.Empty, static (ref rows, x) => new()
    {
        CexEnabled = rows.Boolean("cex.enabled", x.CexEnabled, V3_5),
        Clevis = rows.Object("clevis", x.Clevis, s_clevis, nullableIn: V3_2),
        Device = rows.Text("device", x.Device),
        Discard = rows.Boolean("discard", x.Discard, V3_4),
        KeyFile = rows.Object("keyFile", x.KeyFile, ResourceFields.Contents),
        Label = rows.Text("label", x.Label),
        Name = rows.Plain("name", x.Name, use: TextUse.Line),
        OpenOptions = rows.Texts("openOptions", x.OpenOptions, V3_4),
        Options = rows.Appended("options", x.Options),
        Uuid = rows.Text("uuid", x.Uuid),
        WipeVolume = rows.Boolean("wipeVolume", x.WipeVolume),
    }, static x => x.Name);
}
