using System.Runtime.InteropServices;
using System.Text;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Block;

/// <summary>Asks udev to look at devices again and waits until it has.</summary>
/// <remarks>What <c>udevadm trigger --settle</c> does: a synthetic event with an id of ours, awaited on the monitor of processed events.</remarks>
public static class UdevSettling
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
        var socket = Sockets.Open(16, 3 | 0x80000 | 0x800, NetlinkUevent);
        if (socket < 0) throw new BlockException($"no uevent socket: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            ReadOnlySpan<uint> address = [16, 0, ProcessedByUdev];
            if (Sockets.Bind(socket, MemoryMarshal.AsBytes(address)) != 0) throw new BlockException($"uevents cannot be heard: {Marshal.GetLastPInvokeErrorMessage()}");

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
                _ = Posix.Poll([new PollEntry { Descriptor = socket, Wanted = PollEntry.In }], (int)Math.Clamp(end - Environment.TickCount64, 0, 500));
                int length;
                while ((length = Posix.Read(socket, buffer)) > 0)
                {
                    if (IdIn(buffer.AsSpan(0, length)) is { } id) waiting.Remove(id);
                }
            }

            return waiting.Values;
        }
        finally
        {
            _ = Posix.Close(socket);
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
