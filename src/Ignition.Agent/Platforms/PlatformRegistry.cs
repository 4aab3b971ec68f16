using Ignition.Agent.Platforms.LocalFile;
using Ignition.Agent.Platforms.Metal;
using Ignition.Agent.Platforms.Qemu;

namespace Ignition.Agent.Platforms;

/// <summary>The platforms. A new one is a folder and a line here.</summary>
internal static class PlatformRegistry
{
    private static readonly Entry[] Table =
    [
        new("file", () => new FilePlatform()),
        new("metal", () => new MetalPlatform()),
        new("qemu", () => new QemuPlatform()),
    ];

    /// <summary>Every platform id, in order.</summary>
    public static IReadOnlyList<string> All => Array.ConvertAll(Table, entry => entry.Id);

    /// <summary>The platform of an id.</summary>
    /// <param name="id">The id as given to <c>--platform</c>; exact.</param>
    /// <returns>The platform, whose user data comes decoded (see <see cref="UserDataDecoder"/>); null for an unknown id.</returns>
    public static IPlatform? Find(string id)
    {
        var entry = Array.Find(Table, entry => entry.Id == id);
        return entry is null ? null : new DecodedPlatform(entry.Make());
    }

    private sealed record Entry(string Id, Func<IPlatform> Make);
}
