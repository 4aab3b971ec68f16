namespace Ignition.Config.Model;

/// <summary>A LUKS2 volume.</summary>
public sealed record Luks
{
    /// <summary>The value with every field unset.</summary>
    public static Luks Empty { get; } = new();

    /// <summary><c>cex.enabled</c>: bind to an IBM Crypto Express card.</summary>
    public bool? CexEnabled { get; init; }

    /// <summary>Clevis binding.</summary>
    public Clevis Clevis { get; init; } = Clevis.Empty;

    /// <summary>Absolute path of the device.</summary>
    public string? Device { get; init; }

    /// <summary>True to allow discards.</summary>
    public bool? Discard { get; init; }

    /// <summary>Key file; source unset generates a key.</summary>
    public Resource KeyFile { get; init; } = Resource.Empty;

    /// <summary>LUKS label.</summary>
    public string? Label { get; init; }

    /// <summary>Name of the mapped device.</summary>
    public string Name { get; init; } = "";

    /// <summary>Extra luksOpen arguments, made persistent.</summary>
    public IReadOnlyList<string> OpenOptions { get; init; } = [];

    /// <summary>Extra luksFormat arguments.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>LUKS UUID.</summary>
    public string? Uuid { get; init; }

    /// <summary>True to format anew in any case.</summary>
    public bool? WipeVolume { get; init; }
}

/// <summary>Clevis binding of a LUKS volume.</summary>
public sealed record Clevis
{
    /// <summary>The value with every field unset.</summary>
    public static Clevis Empty { get; } = new();

    /// <summary>A pin given verbatim.</summary>
    public ClevisCustom Custom { get; init; } = ClevisCustom.Empty;

    /// <summary>Tang servers.</summary>
    public IReadOnlyList<Tang> Tang { get; init; } = [];

    /// <summary>Pins needed to unlock; default 1.</summary>
    public long? Threshold { get; init; }

    /// <summary>True to bind to the TPM 2.0.</summary>
    public bool? Tpm2 { get; init; }
}

/// <summary>A clevis pin given verbatim.</summary>
public sealed record ClevisCustom
{
    /// <summary>The value with every field unset.</summary>
    public static ClevisCustom Empty { get; } = new();

    /// <summary>Pin configuration, JSON.</summary>
    public string? Config { get; init; }

    /// <summary>True when unlocking needs the network.</summary>
    public bool? NeedsNetwork { get; init; }

    /// <summary>Pin name.</summary>
    public string? Pin { get; init; }
}

/// <summary>A tang server.</summary>
public sealed record Tang
{
    /// <summary>The value with every field unset.</summary>
    public static Tang Empty { get; } = new();

    /// <summary>Advertisement, JSON; empty counts as unset.</summary>
    public string? Advertisement { get; init; }

    /// <summary>Thumbprint of the signing key.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>URL of the server.</summary>
    public string Url { get; init; } = "";
}
