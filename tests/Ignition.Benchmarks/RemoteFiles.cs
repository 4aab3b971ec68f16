using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ignition.Benchmarks;

/// <summary>Remote contents: many small files over a slow wire, and one large file over a fast one. Everything with a sha512 to verify.</summary>
internal static class RemoteFiles
{
    private const int Rounds = 5, Files = 64, LargeRounds = 3;
    private const long LargeBytes = 1L << 30;
    private static readonly string[] Stages = ["fetch", "files"];

    public static IEnumerable<Result> Run(Programs programs, Measure measure)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("bench: remote files need root, for network namespaces");
            yield break;
        }

        foreach (var result in Many(programs, measure)) yield return result;
        foreach (var result in Large(programs, measure, "sha512")) yield return result;
    }

    private static IEnumerable<Result> Many(Programs programs, Measure measure)
    {
        var served = Directory.CreateDirectory(Path.Combine(measure.Scratch, "many")).FullName;
        var urls = new List<(string Url, string Hash)>();
        var bytes = new byte[1 << 20];
        for (var i = 0; i < Files; i++)
        {
            new Random(i).NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(served, i.ToString(CultureInfo.InvariantCulture)), bytes);
            urls.Add(($"{Wire.Server}/{i}", Convert.ToHexStringLower(SHA512.HashData(bytes))));
        }

        var config = Config(measure, "many.ign", urls);
        var list = Path.Combine(measure.Scratch, "many.curl");
        File.WriteAllLines(list, urls.SelectMany((file, i) => new[] { $"url = {file.Url}", $"output = got/{i}", "create-dirs" }));

        using var wire = new Wire(measure, served);
        List<Cost> ours = [], peer = [], curl = [];
        for (var i = 0; i < Rounds; i++)
        {
            ours.Add(Boot(programs.Ours, config, measure, Files, wire.At));
            peer.Add(Boot(programs.Peer, config, measure, Files, wire.At));
            curl.Add(Download(measure, wire.At("/usr/bin/curl", "-s", "-K", list, "--parallel", "--parallel-max", "16")));
        }

        var (a, b, c) = (Measure.Median(ours), Measure.Median(peer), Measure.Median(curl));
        yield return new Result("64 files of 1 MiB, 20 ms away, wall", a.WallMs, b.WallMs, "ms", 0.20);
        // The peer's fifth is 1.6 times the eighth that curl was measured to take of it.
        yield return new Result("64 files of 1 MiB, 20 ms away, wall (peer: curl)", a.WallMs, c.WallMs, "ms", 1.60);
        yield return new Result("64 files of 1 MiB: peak memory", a.PeakMiB, null, "MiB", 32);
    }

    private static IEnumerable<Result> Large(Programs programs, Measure measure, string function)
    {
        var served = Directory.CreateDirectory(Path.Combine(measure.Scratch, "large")).FullName;
        string hash;
        using (var file = File.Create(Path.Combine(served, "large")))
        {
            // A hole: served from memory, so that only what is written uses the disk.
            file.SetLength(LargeBytes);
            hash = Convert.ToHexStringLower(SHA512.HashData(file));
        }

        var port = FreePort();
        var config = Config(measure, "large.ign", [($"http://127.0.0.1:{port}/large", hash)]);
        var server = Nginx.Start(measure, served, $"127.0.0.1:{port}");
        try
        {
            List<Cost> ours = [], curl = [], sum = [];
            for (var i = 0; i < LargeRounds; i++)
            {
                ours.Add(Boot(programs.Ours, config, measure, 1, static command => command));
                curl.Add(Download(measure, "/bin/sh", "-c", $"curl -s -o got http://127.0.0.1:{port}/large && sync -f got"));
                sum.Add(measure.Once(new Dictionary<string, string>(StringComparer.Ordinal), served, "/usr/bin/openssl", "dgst", "-" + function, "large"));
            }

            // The best of each: the disk is everybody's, and what others write falls on whoever is measured just then.
            var (a, b) = (ours.MinBy(cost => cost.WallMs)!, curl.MinBy(cost => cost.WallMs)!);
            yield return new Result($"1 GiB with {function}, on disk, wall (peer: curl, sync)", a.WallMs, b.WallMs, "ms", 1 / 0.9);
            // A hash is one thread's work from end to end: where the disk is faster, this is the bound.
            var alone = sum.MinBy(cost => cost.WallMs)!;
            yield return new Result($"1 GiB with {function}, on disk, wall (peer: openssl dgst)", a.WallMs, alone.WallMs, "ms", 1.20);
            yield return new Result($"1 GiB with {function}: peak memory", ours.Max(cost => cost.PeakMiB), null, "MiB", 32);
        }
        finally
        {
            Nginx.Stop(server);
        }
    }

    private static Cost Boot(string program, string config, Measure measure, int files, Func<string[], string[]> place)
    {
        using var scratch = new StageScratch(measure.Scratch, config);
        var costs = Stages.Select(stage => measure.Once(scratch.Environment, scratch.Path, place(scratch.Command(program, stage)))).ToList();
        if (Directory.GetFiles(System.IO.Path.Combine(scratch.Root, "etc/many")).Length != files) throw new InvalidOperationException($"{program} did not write {files} files");
        return new Cost(costs.Sum(c => c.WallMs), costs.Sum(c => c.CpuMs), costs.Max(c => c.PeakMiB));
    }

    private static Cost Download(Measure measure, params string[] command)
    {
        var work = Directory.CreateDirectory(Path.Combine(measure.Scratch, "curl")).FullName;
        var cost = measure.Once(new Dictionary<string, string>(StringComparer.Ordinal), work, command);
        Directory.Delete(work, recursive: true);
        return cost;
    }

    private static string Config(Measure measure, string name, IEnumerable<(string Url, string Hash)> files)
    {
        var text = new StringBuilder("{\"ignition\":{\"version\":\"3.3.0\"},\"storage\":{\"files\":[");
        text.AppendJoin(',', files.Select((file, i) =>
            $"{{\"path\":\"/etc/many/{i}\",\"contents\":{{\"source\":\"{file.Url}\",\"verification\":{{\"hash\":\"sha512-{file.Hash}\"}}}}}}"));
        var path = Path.Combine(measure.Scratch, name);
        File.WriteAllText(path, text.Append("]}}").ToString());
        return path;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
