using System.Diagnostics;

namespace Ignition.Benchmarks;

/// <summary>Two network namespaces, a wire between them that holds every packet 10 ms each way, and nginx at its far end.</summary>
internal sealed class Wire : IDisposable
{
    /// <summary>Where the server is, from the near end.</summary>
    public const string Server = "http://192.0.2.1";

    private const string OneWayMicroseconds = "10000";
    private readonly string _near = $"ignition-near-{Environment.ProcessId}";
    private readonly string _far = $"ignition-far-{Environment.ProcessId}";
    private readonly Process _delay;
    private readonly Process _server;

    /// <summary>Lays the wire.</summary>
    /// <param name="measure">Its scratch directory holds configuration and programs.</param>
    /// <param name="files">The directory that is served.</param>
    public Wire(Measure measure, string files)
    {
        var delay = Path.Combine(measure.Scratch, "delay");
        Measure.Run("gcc", "-O2", "-o", delay, Path.Combine(AppContext.BaseDirectory, "delay.c"));
        foreach (var end in new[] { _near, _far }) Measure.Run("/usr/sbin/ip", "netns", "add", end);
        _delay = Process.Start(new ProcessStartInfo(delay, [_near, _far, OneWayMicroseconds]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        if (_delay.StandardOutput.ReadLine() != "ready") throw new InvalidOperationException("delay did not start");
        foreach (var (end, address) in new[] { (_near, "192.0.2.2/24"), (_far, "192.0.2.1/24") })
        {
            Measure.Run("/usr/sbin/ip", "-n", end, "link", "set", "lo", "up");
            Measure.Run("/usr/sbin/ip", "-n", end, "addr", "add", address, "dev", "wire0");
            Measure.Run("/usr/sbin/ip", "-n", end, "link", "set", "wire0", "up", "txqueuelen", "20000");
        }

        _server = Nginx.Start(measure, files, "192.0.2.1:80", ["/usr/sbin/ip", "netns", "exec", _far]);
    }

    /// <summary>A command at the near end.</summary>
    public string[] At(params string[] command) => ["/usr/sbin/ip", "netns", "exec", _near, .. command];

    public void Dispose()
    {
        Nginx.Stop(_server);
        _delay.StandardInput.Close();
        _delay.WaitForExit();
        _delay.Dispose();
        foreach (var end in new[] { _near, _far }) Measure.Run("/usr/sbin/ip", "netns", "del", end);
    }
}
