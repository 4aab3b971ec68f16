using System.Diagnostics;

namespace Ignition.Benchmarks;

/// <summary>nginx in the foreground, for one benchmark.</summary>
internal static class Nginx
{
    public static Process Start(Measure measure, string files, string listen, params string[] before)
    {
        var directory = Directory.CreateDirectory(Path.Combine(measure.Scratch, "nginx-" + Guid.NewGuid().ToString("N"))).FullName;
        var temporary = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"{kind}_temp_path {directory}/{kind}; "));
        File.WriteAllText(directory + "/conf", $$"""
            daemon off; master_process off; user root; pid {{directory}}/pid; error_log {{directory}}/error.log;
            events { worker_connections 128; }
            http { access_log off; sendfile on; {{temporary}} server { listen {{listen}}; root {{files}}; } }
            """);
        string[] command = [.. before, "/usr/sbin/nginx", "-p", directory, "-e", directory + "/error.log", "-c", directory + "/conf"];
        var process = Process.Start(command[0], command[1..]);
        for (var i = 0; i < 100 && !File.Exists(directory + "/pid"); i++) Thread.Sleep(50);
        return process;
    }

    public static void Stop(Process process)
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
