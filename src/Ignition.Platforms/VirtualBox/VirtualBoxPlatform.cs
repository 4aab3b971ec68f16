using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.VirtualBox;

/// <summary>VirtualBox: the guest property <c>/Ignition/Config</c>.</summary>
/// <remarks>Host side: <c>VBoxManage guestproperty set VM /Ignition/Config "$(cat config.ign)"</c>.
/// https://www.virtualbox.org/manual/ch04.html#guestadd-guestprops</remarks>
internal sealed class VirtualBoxPlatform : IPlatform
{
    private const string Config = "/Ignition/Config";
    private const string Encoding = "/Ignition/Config/Encoding";
    private readonly Func<PlatformContext, IGuestProperties> _open;

    /// <summary>The platform of this machine.</summary>
    public VirtualBoxPlatform()
        : this(static context => new GuestProperties(new VboxDevice(context.SystemPath("/dev/vboxguest"))))
    {
    }

    /// <summary>The platform with other properties, for tests.</summary>
    internal VirtualBoxPlatform(Func<PlatformContext, IGuestProperties> open) => _open = open;

    /// <inheritdoc/>
    public string Id => "virtualbox";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        using var properties = _open(context);
        if (properties.Get(Encoding) is { Length: > 0 })
        {
            throw new FailureException(PlatformFailures.Encoding, $"the guest property {Encoding} is set, but reserved");
        }

        return Task.FromResult(new UserData(properties.Get(Config)));
    }

    /// <inheritdoc/>
    public Task<bool> DeleteConfigAsync(PlatformContext context, CancellationToken cancel)
    {
        using var properties = _open(context);
        properties.Delete(Encoding);
        properties.Delete(Config);
        return Task.FromResult(true);
    }
}

/// <summary>Properties that host and guest share.</summary>
internal interface IGuestProperties : IDisposable
{
    /// <summary>Value of a property; null when it is not set.</summary>
    byte[]? Get(string name);

    /// <summary>Deletes a property; one that is not set is deleted already.</summary>
    void Delete(string name);
}
