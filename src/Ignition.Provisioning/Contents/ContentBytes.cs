using Ignition.Config.Model;

namespace Ignition.Provisioning.Contents;

/// <summary>Contents that are read whole: configs and certificate authorities.</summary>
internal static class ContentBytes
{
    /// <summary>Fetches a resource and reads it into memory.</summary>
    public static async ValueTask<byte[]> ReadAsync(this IContents contents, Resource resource, string configPath, CancellationToken cancel)
    {
        var content = await contents.GetAsync(resource, configPath, cancel);
        if (content is MemoryContent memory) return memory.Bytes.ToArray();
        using var bytes = new MemoryStream();
        await using (var stream = content.Open()) await stream.CopyToAsync(bytes, cancel);
        return bytes.ToArray();
    }
}
