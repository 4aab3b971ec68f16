using System.Runtime.InteropServices;
using System.Text;

namespace Ignition.Linux.Block;

/// <summary>Asks udev to look at devices again and waits until it has.</summary>
/// <remarks>What <c>udevadm trigger --settle</c> does: a synthetic event with an id of ours, awaited on the monitor of processed events.</remarks>
public static unsafe class UdevSettling
{
    private const int NetlinkUevent = 15;
    private const uint ProcessedByUdev = 2;

    /// <summary>True when a udev daemon runs that would answer.</summary>
    public static bool IsAvailable => File.Exists("/run/udev/control");

    /// <summary>Makes udev look at the devices again and waits for all of them.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="limit">Longest time to wait.</param>
    /// <param name="newGuid">Makes the ids of the events.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Devices that udev has not looked at in time.</returns>
    /// <exception cref="BlockException">The kernel takes no synthetic events.</exception>
    public static IReadOnlyCollection<DeviceNumber> Settle(IEnumerable<DeviceNumber> devices, TimeSpan limit, Func<Guid> newGuid, CancellationToken cancel)
    {
        var socket = BlockNative.Socket(16, 3 | 0x80000 | 0x800, NetlinkUevent);
        if (socket < 0) throw new BlockException($"no uevent socket: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            var address = stackalloc byte[12];
            new Span<byte>(address, 12).Clear();
            *(ushort*)address = 16;
            *(uint*)(address + 8) = ProcessedByUdev;
            if (BlockNative.Bind(socket, address, 12) != 0) throw new BlockException($"uevents cannot be heard: {Marshal.GetLastPInvokeErrorMessage()}");

            var waiting = new Dictionary<string, DeviceNumber>(StringComparer.Ordinal);
            foreach (var device in devices)
            {
                var id = newGuid().ToString();
                var path = $"/sys/dev/block/{device}/uevent";
                if (!File.Exists(path)) continue;
                waiting.Add(id, device);
                File.WriteAllText(path, $"change {id}");
            }

            var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
            var buffer = new byte[16384];
            while (waiting.Count > 0 && Environment.TickCount64 < end)
            {
                cancel.ThrowIfCancellationRequested();
                var entry = new BlockNative.PollEntry { Descriptor = socket, Wanted = 1 };
                _ = BlockNative.Poll(&entry, 1, (int)Math.Min(end - Environment.TickCount64, 500));
                fixed (byte* bytes = buffer)
                {
                    nint length;
                    while ((length = BlockNative.Read(socket, bytes, buffer.Length)) > 0)
                    {
                        if (IdIn(buffer.AsSpan(0, (int)length)) is { } id) waiting.Remove(id);
                    }
                }
            }

            return waiting.Values;
        }
        finally
        {
            _ = BlockNative.Close(socket);
        }
    }

    private static string? IdIn(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf("SYNTH_UUID="u8);
        if (at < 0) return null;
        var value = message[(at + 11)..];
        var end = value.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? value : value[..end]);
    }
}
