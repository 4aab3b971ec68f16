using System.Diagnostics;

namespace Ignition.Vm.Tests.Guest;

/// <summary>A real tang server, which only a machine's second network interface reaches: QEMU starts tangd for each connection.</summary>
internal sealed class TangServer : IDisposable
{
    /// <summary>Address of the network interface that leads to it.</summary>
    public const string Hardware = "52:54:00:10:03:64";

    private const string Address = "10.0.3.100";
    private readonly string _directory = Directory.CreateTempSubdirectory("ignition-tang-").FullName;

    /// <summary>A server with new keys.</summary>
    public TangServer()
    {
        var keys = Directory.CreateDirectory(Path.Combine(_directory, "keys")).FullName;
        Run("/usr/libexec/tangd-keygen", keys);
        var signing = Directory.GetFiles(keys, "*.jwk").Single(path => File.ReadAllText(path).Contains("\"verify\"", StringComparison.Ordinal));
        Thumbprint = Run("jose", "jwk", "thp", "-a", "S256", "-i", signing).Trim();

        // tangd logs to stderr, which QEMU would send to the client.
        var script = Path.Combine(_directory, "serve");
        File.WriteAllText(script, $"#!/bin/sh\nexec /usr/libexec/tangd {keys} 2>/dev/null\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Arguments =
        [
            "-netdev", $"user,id=tang,restrict=on,net=10.0.3.0/24,guestfwd=tcp:{Address}:80-cmd:{script}",
            "-device", $"virtio-net-pci,netdev=tang,mac={Hardware}",
        ];
    }

    /// <summary>URL as a machine sees it.</summary>
    public static string Url => $"http://{Address}";

    /// <summary>Thumbprint of the signing key.</summary>
    public string Thumbprint { get; }

    /// <summary>QEMU's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}");
    }
}
