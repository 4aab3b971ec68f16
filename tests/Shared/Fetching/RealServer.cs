using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Ignition.Tests;

/// <summary>A server program of the distribution, run in the foreground for one test.</summary>
internal sealed class RealServer : IDisposable
{
    private const int FirstPort = 20_000, Ports = 10_000;
    private static int s_ports = Environment.ProcessId;
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

    /// <summary>nginx with one server: what follows its listen address, and how its directory is prepared.</summary>
    public static async Task<RealServer> Nginx(string server, Action<string>? prepare = null)
    {
        var program = Find("nginx");
        var (directory, port) = (Scratch(), FreePort());
        System.IO.Directory.CreateDirectory(directory + "/files");
        prepare?.Invoke(directory);
        File.WriteAllText(directory + "/nginx.conf", $$"""
            daemon off; user root; pid {{directory}}/pid; error_log {{directory}}/error.log; worker_processes 1;
            events { worker_connections 64; }
            http {
              access_log off; client_body_temp_path {{directory}}/b; proxy_temp_path {{directory}}/p; fastcgi_temp_path {{directory}}/f;
              uwsgi_temp_path {{directory}}/u; scgi_temp_path {{directory}}/s;
              server { listen 127.0.0.1:{{port}} {{server}} root {{directory}}/files; }
            }
            """);
        return await new RealServer(program, directory, port, "-p", directory, "-e", directory + "/error.log", "-c", directory + "/nginx.conf").Ready();
    }

    /// <summary>squid that knows the name origin.test.</summary>
    public static async Task<RealServer> Squid(string access)
    {
        var program = Find("squid");
        var (directory, port) = (Scratch(), FreePort());
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);
        File.WriteAllText(directory + "/hosts", "127.0.0.1 origin.test\n");
        File.WriteAllText(directory + "/squid.conf", $$"""
            http_port 127.0.0.1:{{port}}
            pid_filename {{directory}}/pid
            hosts_file {{directory}}/hosts
            cache deny all
            access_log none
            cache_log {{directory}}/cache.log
            netdb_filename none
            shutdown_lifetime 1 seconds
            {{access}}
            """);
        return await new RealServer(program, directory, port, "-N", "-n", $"test{port}", "-f", directory + "/squid.conf").Ready();
    }

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

    /// <summary>A port that nobody listens on, below those that the kernel gives to connections and to listeners that do not care.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + (Interlocked.Increment(ref s_ports) % Ports);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
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
