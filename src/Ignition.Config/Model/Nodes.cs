namespace Ignition.Config.Model;

/// <summary>What directories, files and links have in common.</summary>
public abstract record Node
{
    /// <summary>Owning group.</summary>
    public Owner Group { get; init; } = Owner.Empty;

    /// <summary>True to replace what stands at the path; default false.</summary>
    public bool? Overwrite { get; init; }

    /// <summary>Absolute path below the sysroot.</summary>
    public string Path { get; init; } = "";

    /// <summary>Owning user.</summary>
    public Owner User { get; init; } = Owner.Empty;
}

/// <summary>A user or group that owns a node, by id or by name.</summary>
public sealed record Owner
{
    /// <summary>The value with every field unset.</summary>
    public static Owner Empty { get; } = new();

    /// <summary>Numeric id.</summary>
    public long? Id { get; init; }

    /// <summary>Name as the sysroot knows it; empty counts as unset.</summary>
    public string? Name { get; init; }
}

/// <summary>A directory.</summary>
public sealed record ConfigDirectory : Node
{
    /// <summary>The value with every field unset.</summary>
    public static ConfigDirectory Empty { get; } = new();

    /// <summary>Mode bits; default 0755, or unchanged when it exists and is not overwritten.</summary>
    public long? Mode { get; init; }
}

/// <summary>A file.</summary>
public sealed record ConfigFile : Node
{
    /// <summary>The value with every field unset.</summary>
    public static ConfigFile Empty { get; } = new();

    /// <summary>Fragments appended, in order.</summary>
    public IReadOnlyList<Resource> Append { get; init; } = [];

    /// <summary>Contents; source unset keeps an existing file, else creates it empty.</summary>
    public Resource Contents { get; init; } = Resource.Empty;

    /// <summary>Mode bits; default 0644, or unchanged when it exists and contents are not given.</summary>
    public long? Mode { get; init; }
}

/// <summary>A symbolic or hard link.</summary>
public sealed record ConfigLink : Node
{
    /// <summary>The value with every field unset.</summary>
    public static ConfigLink Empty { get; } = new();

    /// <summary>True for a hard link.</summary>
    public bool? Hard { get; init; }

    /// <summary>What the link points to.</summary>
    public string? Target { get; init; }
}
