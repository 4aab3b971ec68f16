using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.VMware;

/// <summary>The guestinfo variables of a virtual machine.</summary>
internal interface IGuestInfo
{
    /// <summary>Value of a variable, a character a byte; null when it is not set.</summary>
    string? Get(string key);

    /// <summary>Sets a variable.</summary>
    /// <exception cref="FailureException">The host refused.</exception>
    void Set(string key, string value);
}

/// <summary>Guestinfo over the hypervisor's remote procedure calls.</summary>
internal sealed class GuestInfo(IRpcChannel channel) : IGuestInfo
{
    /// <summary>The variables of this machine.</summary>
    /// <exception cref="FailureException">This is no VMware virtual machine of a known architecture.</exception>
    public static IGuestInfo Open()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || !X86Base.IsSupported)
        {
            throw new FailureException(PlatformFailures.Channel, "VMware's guestinfo is only known on x86-64, and this is a build for another architecture");
        }

        const int HypervisorBit = 1 << 31, HypervisorLeaf = 0x40000000;
        var features = X86Base.CpuId(1, 0);
        if ((features.Ecx & HypervisorBit) == 0) throw NotVMware();
        var vendor = X86Base.CpuId(HypervisorLeaf, 0);
        Span<int> name = [vendor.Ebx, vendor.Ecx, vendor.Edx];
        if (!MemoryMarshal.AsBytes(name).SequenceEqual("VMwareVMware"u8)) throw NotVMware();
        return new GuestInfo(new RpcChannel(Backdoor.Open()));
    }

    /// <inheritdoc/>
    public string? Get(string key)
    {
        var reply = channel.Call($"info-get guestinfo.{key}");
        return reply.StartsWith("1 ", StringComparison.Ordinal) ? reply[2..] : null;
    }

    /// <inheritdoc/>
    public void Set(string key, string value)
    {
        var reply = channel.Call($"info-set guestinfo.{key} {value}");
        if (!reply.StartsWith('1'))
        {
            throw new FailureException(PlatformFailures.KeptByHost, $"VMware refused to set guestinfo.{key}: {reply.AsSpan(Math.Min(2, reply.Length))}");
        }
    }

    private static FailureException NotVMware() =>
        new(PlatformFailures.Channel, "this is not a VMware virtual machine");
}

/// <summary>Calls of the hypervisor that take and give a text, a character a byte.</summary>
internal interface IRpcChannel
{
    /// <summary>Makes a call.</summary>
    string Call(string request);
}
