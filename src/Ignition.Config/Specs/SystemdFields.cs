using Ignition.Config.Model;
using static Ignition.Config.Specs.Row;

namespace Ignition.Config.Specs;

/// <summary>systemd units.</summary>
internal static class SystemdFields
{
    private static readonly ObjectSpec<Dropin> s_dropin = new("dropin", Dropin.Empty,
        new(Text("contents") with { IsContents = true }, Plain("name")),
        v => new() { Contents = v[0].Secret, Name = v[1].Plain },
        (x, to) => { to[0] = Value.Of(x.Contents); to[1] = Value.OfPlain(x.Name); },
        x => x.Name);

    private static readonly ObjectSpec<Unit> s_unit = new("unit", Unit.Empty,
        new(Text("contents") with { IsContents = true }, Objects("dropins", s_dropin), Boolean("enabled"), Boolean("mask"), Line(Plain("name"))),
        v => new()
        {
            Contents = v[0].Secret,
            Dropins = v[1].List<Dropin>(),
            Enabled = v[2].Boolean,
            Mask = v[3].Boolean,
            Name = v[4].Plain,
        },
        (x, to) =>
        {
            to[0] = Value.Of(x.Contents);
            to[1] = Value.OfList(x.Dropins);
            to[2] = Value.Of(x.Enabled);
            to[3] = Value.Of(x.Mask);
            to[4] = Value.OfPlain(x.Name);
        },
        x => x.Name);

    /// <summary>The table.</summary>
    public static readonly ObjectSpec<Model.Systemd> Section = new("systemd", Model.Systemd.Empty,
        new(Objects("units", s_unit)),
        v => new() { Units = v[0].List<Unit>() },
        (x, to) => to[0] = Value.OfList(x.Units));
}
