using System.Runtime.InteropServices;

namespace Ignition.Linux.Calls;

/// <summary>Sockets of families that the framework does not know, or without the engine it starts for its own; see the man page of each.</summary>
public static unsafe partial class Sockets
{
    /// <summary>socket(2).</summary>
    /// <param name="family">AF_… family.</param>
    /// <param name="type">SOCK_… type and flags.</param>
    /// <param name="protocol">Protocol of the family.</param>
    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Open(int family, int type, int protocol);

    /// <summary>connect(2).</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="address">The bytes of its address.</param>
    public static int Connect(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* first = address) return Connect(socket, first, (uint)address.Length);
    }

    /// <summary>bind(2).</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="address">The bytes of its address.</param>
    public static int Bind(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* first = address) return Bind(socket, first, (uint)address.Length);
    }

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, byte* address, uint length);
}
