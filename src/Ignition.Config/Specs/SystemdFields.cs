using Ignition.Config.Model;

namespace Ignition.Config.Specs;

/// <summary>systemd units.</summary>
internal static class SystemdFields
{
    private static readonly ObjectSpec<Dropin> s_dropin = new("dropin", Dropin.Empty, static (ref rows, x) => new()
    {
        Contents = rows.Text("contents", x.Contents, use: TextUse.Contents),
        Name = rows.Plain("name", x.Name),
    }, static x => x.Name);

    private static readonly ObjectSpec<Unit> s_unit = new("unit", Unit.Empty, static (ref rows, x) => new()
    {
        Contents = rows.Text("contents", x.Contents, use: TextUse.Contents),
        Dropins = rows.Objects("dropins", x.Dropins, s_dropin),
        Enabled = rows.Boolean("enabled", x.Enabled),
        Mask = rows.Boolean("mask", x.Mask),
        Name = rows.Plain("name", x.Name, use: TextUse.Line),
    }, static x => x.Name);

    /// <summary>The section.</summary>
    public static readonly ObjectSpec<Model.Systemd> Section = new("systemd", Model.Systemd.Empty, static (ref rows, x) => new()
    {
        Units = rows.Objects("units", x.Units, s_unit),
    });
}
