using System.Runtime.InteropServices;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.VMware;

/// <summary>Registers that go to the hypervisor and come back.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Registers
{
    /// <summary>Magic number; result.</summary>
    public uint Eax;

    /// <summary>Value.</summary>
    public uint Ebx;

    /// <summary>Command in the low half.</summary>
    public uint Ecx;

    /// <summary>Port in the low half, channel in the high half.</summary>
    public uint Edx;

    /// <summary>First half of the cookie.</summary>
    public uint Esi;

    /// <summary>Second half of the cookie.</summary>
    public uint Edi;
}

/// <summary>Calls the hypervisor.</summary>
internal interface IBackdoor
{
    /// <summary>Makes one call.</summary>
    Registers Call(Registers registers);
}

/// <summary>VMware's backdoor: an IN from a port that only VMware has.</summary>
internal sealed class Backdoor : IBackdoor
{
    private const uint Magic = 0x564D5868, Port = 0x5658, GetVersion = 10;
    private readonly NativeCode _code;

    private Backdoor(NativeCode code) => _code = code;

    private static ReadOnlySpan<byte> Code =>
    [
        0x53, // push rbx
        0x57, // push rdi
        0x8B, 0x07, // mov eax, [rdi]
        0x8B, 0x5F, 0x04, // mov ebx, [rdi+4]
        0x8B, 0x4F, 0x08, // mov ecx, [rdi+8]
        0x8B, 0x57, 0x0C, // mov edx, [rdi+12]
        0x8B, 0x77, 0x10, // mov esi, [rdi+16]
        0x8B, 0x7F, 0x14, // mov edi, [rdi+20]
        0xED, // in eax, dx
        0x48, 0x87, 0x3C, 0x24, // xchg [rsp], rdi
        0x89, 0x07, // mov [rdi], eax
        0x89, 0x5F, 0x04, // mov [rdi+4], ebx
        0x89, 0x4F, 0x08, // mov [rdi+8], ecx
        0x89, 0x57, 0x0C, // mov [rdi+12], edx
        0x89, 0x77, 0x10, // mov [rdi+16], esi
        0x58, // pop rax
        0x89, 0x47, 0x14, // mov [rdi+20], eax
        0x5B, // pop rbx
        0xC3, // ret
    ];

    /// <summary>Opens the backdoor. Call it on VMware only: elsewhere the processor ends the program.</summary>
    /// <exception cref="FailureException">The kernel or the hypervisor keeps it shut.</exception>
    public static Backdoor Open()
    {
        var code = NativeCode.TryMap(Code) ?? throw new FailureException(PlatformFailures.Channel, "the kernel refuses executable memory for VMware's backdoor");

        // Refused under lockdown; the hypervisor lets the port through all the same.
        NativeCode.TryRaisePortLevel();
        var backdoor = new Backdoor(code);
        var version = backdoor.Call(new Registers { Ebx = ~Magic, Ecx = GetVersion });
        return version.Eax is not (0 or uint.MaxValue) && version.Ebx == Magic
            ? backdoor
            : throw new FailureException(PlatformFailures.Channel, "VMware's backdoor does not answer");
    }

    /// <inheritdoc/>
    public unsafe Registers Call(Registers registers)
    {
        registers.Eax = Magic;
        registers.Edx |= Port;
        ((delegate* unmanaged<Registers*, void>)_code.At(0))(&registers);
        return registers;
    }
}
