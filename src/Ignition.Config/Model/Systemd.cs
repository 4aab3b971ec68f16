namespace Ignition.Config.Model;

/// <summary>systemd units.</summary>
public sealed record Systemd
{
    /// <summary>The value with every field unset.</summary>
    public static Systemd Empty { get; } = new();

    /// <summary>Units, in order.</summary>
    public IReadOnlyList<Unit> Units { get; init; } = [];
}

/// <summary>A systemd unit.</summary>
public sealed record Unit
{
    /// <summary>The value with every field unset.</summary>
    public static Unit Empty { get; } = new();

    /// <summary>Unit file; empty counts as unset.</summary>
    public Secret? Contents { get; init; }

    /// <summary>Drop-ins.</summary>
    public IReadOnlyList<Dropin> Dropins { get; init; } = [];

    /// <summary>True or false writes a preset; unset leaves alone.</summary>
    public bool? Enabled { get; init; }

    /// <summary>True masks, false unmasks, unset leaves alone.</summary>
    public bool? Mask { get; init; }

    /// <summary>Unit name with suffix.</summary>
    public string Name { get; init; } = "";
}

/// <summary>A drop-in of a unit.</summary>
public sealed record Dropin
{
    /// <summary>The value with every field unset.</summary>
    public static Dropin Empty { get; } = new();

    /// <summary>Contents; null writes nothing, empty writes an empty file.</summary>
    public Secret? Contents { get; init; }

    /// <summary>File name, ends in <c>.conf</c>.</summary>
    public string Name { get; init; } = "";
}
