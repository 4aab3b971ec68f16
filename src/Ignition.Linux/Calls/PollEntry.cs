using System.Runtime.InteropServices;

namespace Ignition.Linux.Calls;

/// <summary>struct pollfd of poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PollEntry
{
    /// <summary>POLLIN: there is something to read.</summary>
    public const short In = 1;

    /// <summary>POLLOUT: there is room to write.</summary>
    public const short Out = 4;

    /// <summary>The descriptor; a negative one is passed over.</summary>
    public int Descriptor { get; init; }

    /// <summary>What to wait for.</summary>
    public short Wanted { get; init; }

    /// <summary>What happened.</summary>
    public short Happened { get; init; }
}
