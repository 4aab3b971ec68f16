using System.Runtime.InteropServices;

namespace Ignition.Platforms.Qemu;

/// <summary>The fw_cfg device itself, read in one go.</summary>
internal abstract class FirmwarePort
{
    /// <summary>The device of this machine; null where it has no ports.</summary>
    public static FirmwarePort? ForThisMachine() =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? new PortPair() : null;

    /// <summary>Reads an item.</summary>
    /// <param name="selector">The item's key.</param>
    /// <param name="size">Its length in bytes.</param>
    /// <returns>The item; null when the port cannot be used, or two readings differ.</returns>
    public byte[]? TryRead(ushort selector, int size)
    {
        var first = ReadOnce(selector, size);
        if (first is null) return null;
        var second = ReadOnce(selector, size);
        return second is not null && first.AsSpan().SequenceEqual(second) ? first : null;
    }

    /// <summary>Selects an item and reads it from its start; null when the port cannot be used.</summary>
    protected abstract byte[]? ReadOnce(ushort selector, int size);

    /// <summary>The ports of x86: 0x510 selects (16 bits), 0x511 gives byte after byte.</summary>
    private sealed class PortPair : FirmwarePort
    {
        private const ushort SelectorPort = 0x510;
        private const int InputAt = 16;

        private static ReadOnlySpan<byte> Code =>
        [
            0x89, 0xF0, // mov eax, esi
            0x89, 0xFA, // mov edx, edi
            0x66, 0xEF, // out dx, ax
            0xC3, // ret
            0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90,
            0x48, 0x89, 0xD1, // mov rcx, rdx
            0x89, 0xF2, // mov edx, esi
            0xF3, 0x6C, // rep insb
            0xC3, // ret
        ];

        protected override unsafe byte[]? ReadOnce(ushort selector, int size)
        {
            using var code = NativeCode.TryMap(Code);
            if (code is null) return null;
            var bytes = GC.AllocateUninitializedArray<byte>(size, pinned: true);
            if (!NativeCode.TryRaisePortLevel()) return null;
            try
            {
                var output = (delegate* unmanaged<int, int, void>)code.At(0);
                var input = (delegate* unmanaged<byte*, int, nint, void>)code.At(InputAt);
                output(SelectorPort, selector);
                fixed (byte* start = bytes) input(start, SelectorPort + 1, size);
            }
            finally
            {
                NativeCode.LowerPortLevel();
            }

            return bytes;
        }
    }
}
