using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.VirtualBox;

/// <summary>Guest properties over the HGCM service <c>VBoxGuestPropSvc</c>.</summary>
/// <remarks>Requests have a header of 24 bytes: input size 0, version 4, type 8, result 12, output size 16; sizes include the header.</remarks>
internal sealed class GuestProperties(IVboxDevice device) : IGuestProperties
{
    private const uint Version = 0xC02C5600, Connect = 0xC09C5604, Disconnect = 0xC01C5605;
    private const int GetProperty = 1, DeleteProperty = 4;
    private const int Overflow = -41, NotFound = -78, ReadOnly = -10;
    private const int Bits32 = 1, Bits64 = 2, Linear = 4, LinearIn = 5;

    /// <inheritdoc/>
    public byte[]? Get(string name) => WithClient(client => Get(client, name));

    /// <inheritdoc/>
    public void Delete(string name) => WithClient<object>(client =>
    {
        using var text = Pinned.Text(name);
        var call = Call(client, DeleteProperty, 1);
        text.Describe(call, 0, LinearIn);
        Send(call, $"deleting {name}", allowed: NotFound);
        return null;
    });

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();

    private byte[]? Get(uint client, string name)
    {
        using var text = Pinned.Text(name);
        for (var size = 1; ;)
        {
            using var value = new Pinned(new byte[size]);
            var call = Call(client, GetProperty, 4);
            text.Describe(call, 0, LinearIn);
            value.Describe(call, 1, Linear);
            BinaryPrimitives.WriteInt32LittleEndian(Parameter(call, 2), Bits64);
            BinaryPrimitives.WriteInt32LittleEndian(Parameter(call, 3), Bits32);
            var result = Send(call, $"reading {name}", NotFound, Overflow);
            if (result == NotFound) return null;
            var needed = BinaryPrimitives.ReadInt32LittleEndian(Parameter(call, 3)[4..]);
            if (result == Overflow)
            {
                if (needed <= size) throw Failed($"reading {name}", result);
                size = needed;
                continue;
            }

            var end = value.Bytes.AsSpan().IndexOf((byte)0);
            return end < 0 ? throw new FailureException(PlatformFailures.Channel, $"VirtualBox: {name} has no end") : value.Bytes[..end];
        }
    }

    private T? WithClient<T>(Func<uint, T?> use)
        where T : class
    {
        var version = Request(44);
        BinaryPrimitives.WriteUInt32LittleEndian(version, 40);
        BinaryPrimitives.WriteUInt32LittleEndian(version.AsSpan(16), 44);
        BinaryPrimitives.WriteUInt32LittleEndian(version.AsSpan(24), 0x00010000);
        BinaryPrimitives.WriteUInt32LittleEndian(version.AsSpan(28), 0x00010000);
        Send(Version, version, "asking for the version");

        const int ExistingLocalService = 2;
        var connect = Request(156);
        BinaryPrimitives.WriteUInt32LittleEndian(connect, 156);
        BinaryPrimitives.WriteUInt32LittleEndian(connect.AsSpan(16), 28);
        BinaryPrimitives.WriteInt32LittleEndian(connect.AsSpan(24), ExistingLocalService);
        Encoding.ASCII.GetBytes("VBoxGuestPropSvc", connect.AsSpan(28));
        Send(Connect, connect, "connecting to the property service");
        var client = BinaryPrimitives.ReadUInt32LittleEndian(connect.AsSpan(24));
        try
        {
            return use(client);
        }
        finally
        {
            var disconnect = Request(28);
            BinaryPrimitives.WriteUInt32LittleEndian(disconnect, 28);
            BinaryPrimitives.WriteUInt32LittleEndian(disconnect.AsSpan(16), 24);
            BinaryPrimitives.WriteUInt32LittleEndian(disconnect.AsSpan(24), client);
            device.Control(Disconnect, disconnect);
        }
    }

    private static byte[] Request(int length)
    {
        const uint HeaderVersion = 0x10001;
        var request = new byte[length];
        BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(4), HeaderVersion);
        return request;
    }

    private static byte[] Call(uint client, int function, int parameters)
    {
        var call = Request(40 + (16 * parameters));
        BinaryPrimitives.WriteInt32LittleEndian(call, call.Length);
        BinaryPrimitives.WriteInt32LittleEndian(call.AsSpan(16), call.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(call.AsSpan(24), client);
        BinaryPrimitives.WriteInt32LittleEndian(call.AsSpan(28), function);
        BinaryPrimitives.WriteInt32LittleEndian(call.AsSpan(32), -1);
        call[36] = 1;
        call[38] = (byte)parameters;
        return call;
    }

    private static Span<byte> Parameter(byte[] call, int index) => call.AsSpan(40 + (16 * index), 16);

    private int Send(byte[] call, string what, params ReadOnlySpan<int> allowed)
    {
        const uint CallBase = 0xC0005607;
        return Send(CallBase | ((uint)call.Length << 16), call, what, allowed);
    }

    private int Send(uint request, byte[] bytes, string what, params ReadOnlySpan<int> allowed)
    {
        device.Control(request, bytes);
        var result = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        return result >= 0 || allowed.Contains(result) ? result : throw Failed(what, result);
    }

    private static FailureException Failed(string what, int result) => new(
        result == ReadOnly ? PlatformFailures.Delete : PlatformFailures.Channel,
        $"VirtualBox: {what} failed with {result}{(result == ReadOnly ? " (the host keeps the property read-only)" : "")}");

    /// <summary>Bytes that the host reads or writes by address.</summary>
    private sealed class Pinned(byte[] bytes) : IDisposable
    {
        private GCHandle _handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);

        public byte[] Bytes => bytes;

        public static Pinned Text(string text) => new(Encoding.UTF8.GetBytes(text + "\0"));

        public void Describe(byte[] call, int index, int type)
        {
            var parameter = Parameter(call, index);
            BinaryPrimitives.WriteInt32LittleEndian(parameter, type);
            BinaryPrimitives.WriteInt32LittleEndian(parameter[4..], bytes.Length);
            BinaryPrimitives.WriteInt64LittleEndian(parameter[8..], _handle.AddrOfPinnedObject());
        }

        public void Dispose() => _handle.Free();
    }
}
