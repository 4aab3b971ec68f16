using Ignition.Config.Locations;
using Ignition.Config.Merging;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Serilog;

namespace Ignition.Agent.Boot;

/// <summary>The distribution's own fragments: <c>base.d</c> and, over them, <c>base.platform.d/PLATFORM</c>.</summary>
/// <remarks>Of fragments of one name the one in the directory of the highest priority counts; names are merged in byte order.</remarks>
internal sealed class BaseConfigs(Settings settings, ConfigText text, ILogger log)
{
    /// <summary>File names that are read; others are passed over with a word (B3).</summary>
    private static readonly string[] Suffixes = [".ign", ".json", ".bu", ".yaml", ".yml"];

    /// <summary>Reads and merges the fragments.</summary>
    /// <returns>The merged fragments, or null when there are none (B5).</returns>
    /// <exception cref="FailureException">A fragment cannot be used.</exception>
    public Document? Read(string platform)
    {
        Document? merged = null;
        foreach (var path in Fragments("base.d").Concat(Fragments(Path.Combine("base.platform.d", platform))))
        {
            if (ReadFragment(path) is not { } fragment) continue;
            merged = merged is null ? fragment : ConfigMerger.Merge(merged, fragment);
        }

        return merged;
    }

    private IEnumerable<string> Fragments(string folder)
    {
        var byName = new SortedList<string, string>(StringComparer.Ordinal);
        foreach (var directory in settings.Directories)
        {
            var path = Path.Combine(directory, folder);
            if (!Directory.Exists(path)) continue;
            foreach (var entry in Directory.EnumerateFileSystemEntries(path)) byName.TryAdd(Path.GetFileName(entry), entry);
        }

        foreach (var (name, path) in byName)
        {
            if (Suffixes.Contains(Path.GetExtension(name), StringComparer.Ordinal)) yield return path;
            else log.Warning("{Path:l} is not read: names of fragments end in {Suffixes:l}", path, string.Join(", ", Suffixes));
        }
    }

    private Document? ReadFragment(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(EngineFailures.BaseConfig, $"cannot read {path}: {e.Message}", inner: e);
        }

        if (bytes.Length == 0)
        {
            log.Warning("{Path:l} is empty and adds nothing", path);
            return null;
        }

        try
        {
            var fragment = text.Read(bytes, path);
            var section = fragment.Config.Ignition;
            if (section.Merge.Count == 0 && section.Replace.Source is null) return fragment;
            throw new FailureException(EngineFailures.BaseConfig, $"{path} refers to other configs, which fragments cannot: use a fragment for each");
        }
        catch (FailureException e) when (e.Failure.Code != EngineFailures.BaseConfig)
        {
            throw new FailureException(e.Failure with { Code = EngineFailures.BaseConfig, NextAction = EngineFailures.BaseConfig.NextAction }, e);
        }
    }
}
