using Ignition.Config.Model;

namespace Ignition.Agent.Boot;

/// <summary>Finds what in a config needs the network (upstream's rules, one place).</summary>
internal static class NetworkNeed
{
    /// <summary>JSON path of the first value that needs the network, or null.</summary>
    public static string? Find(IgnitionConfig config)
    {
        foreach (var (resource, path) in Resources(config))
        {
            if (resource.Source is { IsLocal: false }) return path;
        }

        for (var i = 0; i < config.Storage.Luks.Count; i++)
        {
            var clevis = config.Storage.Luks[i].Clevis;
            for (var t = 0; t < clevis.Tang.Count; t++)
            {
                if (string.IsNullOrEmpty(clevis.Tang[t].Advertisement)) return $"$.storage.luks.{i}.clevis.tang.{t}";
            }

            if (clevis.Custom.NeedsNetwork == true) return $"$.storage.luks.{i}.clevis.custom.needsNetwork";
        }

        return null;
    }

    /// <summary>Every resource of a config with its JSON path.</summary>
    public static IEnumerable<(Resource Resource, string Path)> Resources(IgnitionConfig config)
    {
        for (var i = 0; i < config.Ignition.Merge.Count; i++) yield return (config.Ignition.Merge[i], $"$.ignition.config.merge.{i}");
        yield return (config.Ignition.Replace, "$.ignition.config.replace");
        for (var i = 0; i < config.Ignition.CertificateAuthorities.Count; i++)
            yield return (config.Ignition.CertificateAuthorities[i], $"$.ignition.security.tls.certificateAuthorities.{i}");
        foreach (var item in FileContents(config)) yield return item;
        for (var i = 0; i < config.Storage.Luks.Count; i++) yield return (config.Storage.Luks[i].KeyFile, $"$.storage.luks.{i}.keyFile");
    }

    /// <summary>What the files stage fetches.</summary>
    public static IEnumerable<(Resource Resource, string Path)> FileContents(IgnitionConfig config)
    {
        for (var i = 0; i < config.Storage.Files.Count; i++)
        {
            var file = config.Storage.Files[i];
            yield return (file.Contents, $"$.storage.files.{i}.contents");
            for (var a = 0; a < file.Append.Count; a++) yield return (file.Append[a], $"$.storage.files.{i}.append.{a}");
        }
    }
}
