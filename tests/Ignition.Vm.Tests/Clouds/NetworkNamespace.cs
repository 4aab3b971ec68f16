using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ignition.Vm.Tests.Guest;
using Microsoft.Win32.SafeHandles;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>A network namespace of one test, with a tap device that a machine is plugged into.</summary>
internal sealed partial class NetworkNamespace : IDisposable
{
    /// <summary>Name of the tap device.</summary>
    public const string Tap = "tap0";

    /// <summary>Makes the namespace.</summary>
    /// <param name="addresses">Addresses of the host's side of the link, with their prefix lengths.</param>
    public NetworkNamespace(params string[] addresses)
    {
        Name = $"ignition-{Guid.NewGuid():N}"[..20];
        HostProgram.Run("ip", "netns", "add", Name);
        HostProgram.Run("ip", "-n", Name, "link", "set", "lo", "up");
        HostProgram.Run("ip", "-n", Name, "tuntap", "add", Tap, "mode", "tap");
        foreach (var address in addresses)
        {
            string[] nodad = address.Contains(':', StringComparison.Ordinal) ? ["nodad"] : [];
            HostProgram.Run("ip", ["-n", Name, "addr", "add", address, "dev", Tap, .. nodad]);
        }

        HostProgram.Run("ip", "-n", Name, "link", "set", Tap, "up");
    }

    /// <summary>Its name, as <c>ip netns</c> knows it.</summary>
    public string Name { get; }

    /// <summary>Starts a program inside.</summary>
    public Process Start(string log, string program, params string[] arguments)
    {
        // The shell is replaced by the program: the process that is started is the program itself.
        var process = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, "ip", "netns", "exec", Name, program, .. arguments]) { UseShellExecute = false })!;
        return process;
    }

    /// <summary>A listening socket inside. A socket belongs to the namespace of the thread that makes it.</summary>
    public Socket Listen(IPEndPoint address)
    {
        Socket? socket = null;
        Exception? problem = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/run/netns/{Name}");
                if (Enter(handle, NetworkKind) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(address);
                socket.Listen();
            }
            catch (Exception e)
            {
                problem = e;
            }
        });
        thread.Start();
        thread.Join();
        return problem is null ? socket! : throw new InvalidOperationException($"no socket on {address} in {Name}", problem);
    }

    /// <inheritdoc/>
    public void Dispose() => HostProgram.Run("ip", "netns", "delete", Name);

    private const int NetworkKind = 0x40000000; // CLONE_NEWNET

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int Enter(SafeFileHandle descriptor, int kind);
}
