using Ignition.Fetching.Metadata;
using Ignition.Provisioning.State;

namespace Ignition.Platforms.HyperV;

/// <summary>Hyper-V: key-value pairs that the host sends once a boot. They are kept for the real root, which gets no second chance.</summary>
/// <remarks>https://learn.microsoft.com/en-us/virtualization/hyper-v-on-windows/reference/integration-services#hyper-v-data-exchange-service-kvp</remarks>
internal sealed class HyperVPlatform : IPlatform
{
    private const string Key = "ignition.config";

    /// <inheritdoc/>
    public string Id => "hyperv";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        await KernelModule.LoadAsync(context, "hv_utils", "/sys/bus/vmbus/drivers/hv_utils", cancel);
        using var channel = KvpChannel.Open(context.SystemPath("/dev/vmbus/hv_kvp"));
        return FromPools(await Task.Run(() => KvpPools.Receive(channel, cancel), cancel));
    }

    /// <summary>The config, whole or in pieces, and the pools as files of the real root.</summary>
    internal static UserData FromPools(KvpPools pools)
    {
        var text = pools.Find(Key);
        if (text is null or { Length: 0 })
        {
            using var whole = new MemoryStream();
            for (var i = 0; pools.Find($"{Key}.{i}") is { Length: > 0 } piece; i++) whole.Write(piece);
            text = whole.ToArray();
        }

        const int OwnerOnly = 0b110_000_000;
        var files = new List<ProviderFile>();
        for (var pool = 0; pool < KvpPools.Count; pool++) files.Add(new ProviderFile($"/var/lib/hyperv/.kvp_pool_{pool}", OwnerOnly, pools.File(pool)));
        return new UserData(text, files);
    }
}
