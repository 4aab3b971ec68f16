using System.Text;

namespace Ignition.Benchmarks;

/// <summary>1,000 inline files of 1 KiB through fetch, disks and files, on a fresh root each time: the stages' processes alone.</summary>
internal static class ThousandFiles
{
    private const int Rounds = 7;
    private static readonly string[] Stages = ["fetch", "disks", "files"];

    public static IEnumerable<Result> Run(Programs programs, Measure measure)
    {
        var config = Path.Combine(measure.Scratch, "thousand.ign");
        File.WriteAllText(config, Config());
        List<Cost> ours = [], peer = [];
        for (var i = 0; i < Rounds; i++)
        {
            ours.Add(Boot(programs.Ours, config, measure));
            peer.Add(Boot(programs.Peer, config, measure));
        }

        var (a, b) = (Measure.Median(ours), Measure.Median(peer));
        yield return new Result("1,000 files of 1 KiB: fetch, disks, files, CPU", a.CpuMs, b.CpuMs, "ms", 0.25);
        yield return new Result("1,000 files of 1 KiB: peak memory", a.PeakMiB, null, "MiB", 22);
    }

    private static Cost Boot(string program, string config, Measure measure)
    {
        // In memory: ext4 scans past every inode deleted in the last seconds, and would charge it to whoever comes next.
        using var scratch = new StageScratch(Directory.Exists("/dev/shm") ? "/dev/shm" : measure.Scratch, config);
        var costs = Stages.Select(stage => measure.Once(scratch.Environment, scratch.Path, scratch.Command(program, stage))).ToList();
        if (Directory.GetFiles(Path.Combine(scratch.Root, "etc/many")).Length != 1000) throw new InvalidOperationException($"{program} did not write 1,000 files");
        return new Cost(costs.Sum(c => c.WallMs), costs.Sum(c => c.CpuMs), costs.Max(c => c.PeakMiB));
    }

    /// <summary>The config: spec 3.3.0, which the peer knows.</summary>
    public static string Config()
    {
        var text = new StringBuilder("{\"ignition\":{\"version\":\"3.3.0\"},\"storage\":{\"files\":[");
        for (var i = 0; i < 1000; i++)
        {
            var contents = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string((char)('a' + (i % 26)), 1024)));
            text.Append(i == 0 ? "" : ",").Append($"{{\"path\":\"/etc/many/file{i}\",\"mode\":420,\"contents\":{{\"source\":\"data:;base64,{contents}\"}}}}");
        }

        return text.Append("]}}").ToString();
    }
}
