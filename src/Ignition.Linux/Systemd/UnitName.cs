namespace Ignition.Linux.Systemd;

/// <summary>Name of a unit; see "String Escaping" and templates in systemd.unit(5).</summary>
/// <param name="Text">The whole name with its suffix: <c>getty@tty1.service</c>.</param>
public readonly record struct UnitName(string Text)
{
    private int At => Text.IndexOf('@');

    private int Dot => Text.LastIndexOf('.');

    /// <summary>True for <c>name@instance.suffix</c> and for <c>name@.suffix</c>.</summary>
    public bool IsTemplated => At >= 0 && Dot > At;

    /// <summary>True for <c>name@.suffix</c>.</summary>
    public bool IsBareTemplate => IsTemplated && Dot == At + 1;

    /// <summary><c>name@.suffix</c>; the name itself when it is not templated.</summary>
    public string Template => IsTemplated ? string.Concat(Text.AsSpan(0, At + 1), Text.AsSpan(Dot)) : Text;

    /// <summary>What stands between <c>@</c> and the suffix; empty when nothing does.</summary>
    public string Instance => IsTemplated ? Text[(At + 1)..Dot] : "";

    /// <summary>What stands before <c>@</c> or the suffix.</summary>
    public string Prefix => IsTemplated ? Text[..At] : Dot < 0 ? Text : Text[..Dot];

    /// <summary>The name without its suffix.</summary>
    public string WithoutSuffix => Dot < 0 ? Text : Text[..Dot];

    /// <summary>The suffix with its dot; empty when there is none.</summary>
    public string Suffix => Dot < 0 ? "" : Text[Dot..];

    /// <summary>The unit of this template with the given instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <returns>The name.</returns>
    public UnitName WithInstance(string instance) =>
        IsTemplated ? new UnitName($"{Prefix}@{instance}{Suffix}") : this;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
