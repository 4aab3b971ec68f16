namespace Ignition.Provisioning.State;

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
/// <param name="Kind"><c>base</c> or <c>user</c>.</param>
/// <param name="Source"><c>system</c>, <c>cmdline</c>, the platform id, or a URL without credentials.</param>
/// <param name="Referenced">True for merged and replaced children.</param>
internal sealed record FetchedConfig(string Kind, string Source, bool Referenced);

/// <summary>A file a platform wants written in the files stage.</summary>
/// <param name="Path">Absolute path below the sysroot.</param>
/// <param name="Mode">Mode bits.</param>
/// <param name="Contents">Contents.</param>
internal sealed record ProviderFile(string Path, int Mode, byte[] Contents);
