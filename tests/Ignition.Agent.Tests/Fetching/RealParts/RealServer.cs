using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Ignition.Agent.Tests.Fetching.RealParts;

/// <summary>A server program of the distribution, run in the foreground for one test.</summary>
internal sealed class RealServer : IDisposable
{
    private readonly Process _process;

    public RealServer(string program, string directory, int port, params string[] arguments)
    {
        Directory = directory;
        Port = port;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = directory };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Directory { get; }

    public int Port { get; }

    public static string Find(string program)
    {
        foreach (var directory in new[] { "/usr/sbin", "/usr/bin" })
        {
            if (File.Exists($"{directory}/{program}")) return $"{directory}/{program}";
        }

        Assert.Skip($"the program {program} is not installed");
        return "";
    }

    public static string Scratch()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("ignition-real-").FullName;
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
        return directory;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task<RealServer> Ready()
    {
        for (var i = 0; i < 200; i++)
        {
            if (_process.HasExited) throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode}");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return this;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new TimeoutException(_process.StartInfo.FileName);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start(new ProcessStartInfo("/bin/kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))!;
            kill.WaitForExit();
            if (!_process.WaitForExit(3000)) _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
