using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Reading;
using Ignition.Config.Writing;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;

namespace Ignition.Agent.Boot;

/// <summary>The rendered user config between stages: upstream's JSON in one file, the places of its values in another beside the state.</summary>
internal static class ConfigCache
{
    private const UnixFileMode CacheMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>How a cache ends whose secrets are gone. Nothing else in a config written compactly ends so: this closes the whole of it.</summary>
    private static ReadOnlySpan<byte> Scrubbed => ",\"secretsRemoved\":true}"u8;

    /// <summary>Writes the cache, the places first: a cache never stands without them.</summary>
    public static void Write(EngineOptions options, Document document)
    {
        RunFile.Write(options.Places, document.Places.Write(), CacheMode, DirectoryMode);
        RunFile.Write(options.ConfigCache, file => ConfigWriter.Write(document.Config, file), CacheMode, DirectoryMode);
    }

    /// <summary>Reads what the fetch stage left.</summary>
    /// <exception cref="FailureException">There is nothing, or it cannot be read.</exception>
    public static Document Read(EngineOptions options)
    {
        try
        {
            if (!File.Exists(options.Places)) return Read(options, File.ReadAllBytes(options.ConfigCache), null);

            // With places of its own a document keeps nothing of the bytes it was read from.
            using var bytes = UnmanagedBytes.ReadFile(options.ConfigCache);
            return Read(options, bytes.Memory, Places.Read(File.ReadAllBytes(options.Places)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new FailureException(EngineFailures.NoCache, $"cannot read the config cache {options.ConfigCache}: {e.Message}", inner: e);
        }
    }

    private static Document Read(EngineOptions options, ReadOnlyMemory<byte> bytes, Places? places)
    {
        // Nothing is made from what is left of a config; where things are mounted it still tells.
        if (bytes.Span.EndsWith(Scrubbed) && options.Stage != StageNames.Umount)
            throw new FailureException(EngineFailures.NoCache, $"{options.ConfigCache} is what was left of a config when its secrets were taken out, at the switch to the real root");
        return Parse(bytes, options.ConfigCache, places);
    }

    // A cache that somebody else put there may be of any version: that one is checked.
    private static Document Parse(ReadOnlyMemory<byte> bytes, string path, Places? places) =>
        ConfigReader.ReadChecked(bytes, path, places)
            ?? ConfigReader.Read(bytes, path, places).Document
            ?? throw new FailureException(EngineFailures.NoCache, $"{path} does not hold a config");

    /// <summary>
    /// Takes every secret out of the cache (B8): hashes, keys, header values, inline contents. What others read there, of disks, filesystems,
    /// arrays and volumes, stays; and a mark stays that this is no config to make a machine from.
    /// </summary>
    /// <param name="path">The cache; nothing is done when there is none.</param>
    /// <exception cref="FailureException">It cannot be read or written.</exception>
    public static void Scrub(string path)
    {
        byte[] bytes;
        try
        {
            if (!File.Exists(path)) return;
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(EngineFailures.NoCache, $"cannot read the config cache {path}: {e.Message}", inner: e);
        }

        if (bytes.AsSpan().EndsWith(Scrubbed)) return;
        var left = ConfigWriter.Write(WithoutSecrets(Parse(bytes, path, null).Config));
        RunFile.Write(path, [.. left.AsSpan(0, left.Length - 1), .. Scrubbed], CacheMode, DirectoryMode);
    }

    private static IgnitionConfig WithoutSecrets(IgnitionConfig config) =>
        config with
        {
            Ignition = config.Ignition with
            {
                Merge = [.. config.Ignition.Merge.Select(Bare)],
                Replace = Bare(config.Ignition.Replace),
                CertificateAuthorities = [.. config.Ignition.CertificateAuthorities.Select(Bare)],
                Proxy = Proxy.Empty,
            },
            Passwd = config.Passwd with
            {
                Users = [.. config.Passwd.Users.Select(u => u with { PasswordHash = null })],
                Groups = [.. config.Passwd.Groups.Select(g => g with { PasswordHash = null })],
            },
            Storage = config.Storage with
            {
                Files = [.. config.Storage.Files.Select(f => f with { Contents = Bare(f.Contents), Append = [.. f.Append.Select(Bare)] })],
                Luks = [.. config.Storage.Luks.Select(l => l with { KeyFile = Bare(l.KeyFile), Clevis = Clevis.Empty, Options = [], OpenOptions = [] })],
            },
            Systemd = config.Systemd with
            {
                Units = [.. config.Systemd.Units.Select(u => u with { Contents = null, Dropins = [.. u.Dropins.Select(d => d with { Contents = null })] })],
            },
        };

    private static Resource Bare(Resource resource) =>
        resource.Source is null ? Resource.Empty : Resource.Empty with { Source = new SourceUrl("data:,"), Hash = resource.Hash };
}
