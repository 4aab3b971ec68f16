using Ignition.Fetching;
using Ignition.Fetching.Metadata;
using Ignition.Fetching.Sinks;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.VMware;

/// <summary>VMware: guestinfo variables, with the OVF environment as default.</summary>
/// <remarks>Host side: <c>guestinfo.ignition.config.data</c> and <c>guestinfo.ignition.config.data.encoding</c>.
/// https://github.com/vmware/open-vm-tools</remarks>
internal sealed class VMwarePlatform : IPlatform
{
    private const string Data = "ignition.config.data";
    private const string Encoding = "ignition.config.data.encoding";
    private const string Ovf = "ovfenv";

    /// <summary>Base64 of an empty JSON object with a line end: variables cannot be deleted, so this says "nothing here".</summary>
    private const string Deleted = "e30K";

    private readonly Func<IGuestInfo> _open;

    /// <summary>The platform of this machine.</summary>
    public VMwarePlatform()
        : this(GuestInfo.Open)
    {
    }

    /// <summary>The platform with other variables, for tests.</summary>
    internal VMwarePlatform(Func<IGuestInfo> open) => _open = open;

    /// <inheritdoc/>
    public string Id => "vmware";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel) =>
        Task.Run(() => new UserData(Fetch(_open(), context.Log)), cancel);

    /// <inheritdoc/>
    public Task<bool> DeleteConfigAsync(PlatformContext context, CancellationToken cancel) => Task.Run(
        () =>
        {
            Delete(_open());
            return true;
        },
        cancel);

    private static byte[]? Fetch(IGuestInfo info, Serilog.ILogger log)
    {
        var defaults = OvfDefaults(info, log);
        var data = info.Get(Data) ?? defaults.GetValueOrDefault("guestinfo." + Data);
        var encoding = info.Get(Encoding) ?? defaults.GetValueOrDefault("guestinfo." + Encoding) ?? "";
        return string.IsNullOrEmpty(data) ? null : Decode(data, encoding);
    }

    private static Dictionary<string, string> OvfDefaults(IGuestInfo info, Serilog.ILogger log)
    {
        try
        {
            return info.Get(Ovf) is { Length: > 0 } text ? new OvfEnvironment(text).Properties() : [];
        }
        catch (FormatException problem)
        {
            log.Warning("The OVF environment cannot be read: {Problem}", problem.Message);
            return [];
        }
    }

    private static byte[] Decode(string data, string encoding)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(data);
        return encoding switch
        {
            "" => bytes,
            "b64" or "base64" => FromBase64(bytes),
            "gz" or "gzip" => Gunzip(bytes),
            "gz+base64" or "gzip+base64" or "gz+b64" or "gzip+b64" => Gunzip(FromBase64(bytes)),
            _ => throw new FailureException(PlatformFailures.Encoding, $"guestinfo.{Encoding} is {encoding}, which is not known"),
        };
    }

    private static byte[] FromBase64(byte[] bytes) => Base64UserData.Decode("vmware", bytes) ?? [];

    private static byte[] Gunzip(byte[] bytes)
    {
        try
        {
            using var spool = new Spool(directory: null);
            var sink = new GzipSink(spool);
            sink.Write(bytes);
            sink.Complete();
            return ((MemoryContent)spool.Take()).Bytes.ToArray();
        }
        catch (BadContentException bad)
        {
            throw new FailureException(PlatformFailures.Encoding, $"guestinfo.{Data}: {bad.Message}", inner: bad);
        }
    }

    private static void Delete(IGuestInfo info)
    {
        if (info.Get(Data) is { Length: > 0 } data && data != Deleted)
        {
            info.Set(Data, Deleted);
            if (info.Get(Encoding) != "base64") info.Set(Encoding, "base64");
        }

        if (info.Get(Ovf) is not { Length: > 0 } ovf) return;
        try
        {
            var pruned = new OvfEnvironment(ovf).Without("guestinfo." + Data, "guestinfo." + Encoding);
            if (pruned != ovf) info.Set(Ovf, pruned);
        }
        catch (FormatException problem)
        {
            throw new FailureException(PlatformFailures.Delete, $"the OVF environment cannot be read: {problem.Message}", inner: problem);
        }
    }
}
