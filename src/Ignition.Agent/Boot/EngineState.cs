namespace Ignition.Agent.Boot;

/// <summary>What stages hand to later stages through <c>/run/ignition/state</c>.</summary>
/// <remarks>Keys and shapes are upstream's; null lists and maps are written as <c>null</c>.</remarks>
internal sealed class EngineState
{
    /// <summary><c>fetchedConfigs</c>: every config that was acquired.</summary>
    public List<FetchedConfig>? FetchedConfigs { get; set; }

    /// <summary><c>luksPersistKeyFiles</c>: LUKS volume name to data URL of its key.</summary>
    public Dictionary<string, string>? LuksPersistKeyFiles { get; set; }

    /// <summary><c>notatedDirectories</c>: directories made for mount points, relative to the sysroot.</summary>
    public List<string>? NotatedDirectories { get; set; }

    /// <summary><c>providerOutputFiles</c>: files a platform wants written.</summary>
    public List<ProviderFile>? ProviderOutputFiles { get; set; }

    /// <summary><c>luksPersistVolumeKeyFiles</c>: CEX secure keys.</summary>
    public Dictionary<string, string>? LuksPersistVolumeKeyFiles { get; set; }

    /// <summary>Takes out what is secret or may be: keys, and what a platform wants written.</summary>
    public void Scrub() => (LuksPersistKeyFiles, LuksPersistVolumeKeyFiles, ProviderOutputFiles) = (null, null, null);
}

/// <summary>One acquired config.</summary>
internal sealed class FetchedConfig(string kind, string source, bool referenced)
{
    /// <summary><c>base</c> or <c>user</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary><c>system</c>, <c>cmdline</c>, the platform id, or a URL without credentials.</summary>
    public string Source { get; } = source;

    /// <summary>True for merged and replaced children.</summary>
    public bool Referenced { get; } = referenced;
}

/// <summary>A file a platform wants written in the files stage.</summary>
internal sealed class ProviderFile(string path, int mode, byte[] contents)
{
    /// <summary>Absolute path below the sysroot.</summary>
    public string Path { get; } = path;

    /// <summary>Mode bits.</summary>
    public int Mode { get; } = mode;

    /// <summary>Contents.</summary>
    public byte[] Contents { get; } = contents;
}
