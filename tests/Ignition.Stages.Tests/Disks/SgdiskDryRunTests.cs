using System.Diagnostics;
using System.Globalization;
using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Provisioning.Failures;
using Ignition.Stages.Disks.Partitions;
using Xunit;

namespace Ignition.Stages.Tests.Disks;

/// <summary>The places we choose are those that upstream gets out of <c>sgdisk --pretend</c> (B28), on random disks and configs.</summary>
public class SgdiskDryRunTests
{
    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("IGNITION_GPT_TABLES"), CultureInfo.InvariantCulture, out var tables) ? tables : 300;

    [Fact]
    public void B28_partitions_are_placed_where_sgdisk_would_place_them()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/sgdisk"), "needs sgdisk");
        var random = new Random(99);
        var (agreed, refused) = (0, 0);
        var path = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"ignition-dry-{Guid.NewGuid():N}.img");
        try
        {
            for (var i = 0; i < Rounds; i++)
            {
                var facts = PartitionConvergenceTests.RandomDisk(random);
                var config = PartitionConvergenceTests.RandomConfig(random, facts);
                using (var file = File.Create(path)) file.SetLength(facts.Sectors * 512);
                using (var storage = BlockFile.Open(path, FileAccess.ReadWrite)) GptWriter.Write(storage, GptReader.Read(storage), facts.Table.Table!);
                List<ResolvedPartition>? ours = null;
                var refusal = "";
                try
                {
                    ours = PartitionResolver.Resolve(config, "$", facts.Table.Table!);
                }
                catch (FailureException e)
                {
                    refusal = e.Message;
                    Assert.Equal("IGN-DISKS-NO-ROOM", e.Failure.Code.Code);
                }

                var theirs = DryRun(path, config, facts.Table.Table!);
                if (ours is null || theirs is null)
                {
                    // sgdisk looks for the end of an open partition in the largest gap, even when its start is in another; we look where it starts.
                    var startGiven = config.Partitions.Any(p => p.ShouldExist != false && p.SizeMiB is null or 0 && p.StartMiB is not 0);
                    Assert.True(theirs is null && (ours is null || startGiven), $"round {i}: ours {refusal}, sgdisk {theirs?.Count}");
                    refused++;
                    continue;
                }

                Assert.Equal(theirs, ours.Where(partition => partition.ShouldExist).Select(partition => (partition.Number, partition.FirstSector, partition.LastSector)));
                agreed++;
            }
        }
        finally
        {
            File.Delete(path);
        }

        Assert.True(agreed > Rounds / 4 && refused > Rounds / 20, $"{agreed} agreed, {refused} refused");
    }

    /// <summary>What upstream asks sgdisk, and its answer; null when sgdisk refuses.</summary>
    private static List<(int, long, long)>? DryRun(string path, Disk config, GptTable table)
    {
        var deletions = new List<string>();
        var creations = new List<string>();
        var infos = new List<string>();
        var used = table.Entries.Select(entry => entry.Number).Where(number => !config.Partitions.Any(p => p.Number == number && p.ShouldExist == false)).ToHashSet();
        used.UnionWith(config.Partitions.Where(p => p.Number != 0 && p.ShouldExist != false).Select(p => (int)p.Number));
        foreach (var partition in config.Partitions.OrderBy(p => p.Number == 0))
        {
            var number = (int)partition.Number;
            if (number == 0)
            {
                number = 1;
                while (!used.Add(number)) number++;
            }

            var existing = table.Find(number);
            if (existing is not null && !deletions.Contains($"--delete={number}")) deletions.Add($"--delete={number}");
            if (partition.ShouldExist == false) continue;
            var keep = existing is not null && partition.WipePartitionEntry != true;
            var start = partition.StartMiB is { } mib ? mib * 2048 : keep ? existing!.FirstSector : 0;
            var size = partition.SizeMiB is { } sizeMiB ? sizeMiB * 2048 : keep ? existing!.Sectors : 0;
            creations.Add($"--new={number}:{start}:+{size}");
            infos.Add($"--info={number}");
        }

        var arguments = new ProcessStartInfo("sgdisk") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["--pretend", .. deletions, .. creations, .. infos, path]) arguments.ArgumentList.Add(argument);
        using var process = Process.Start(arguments)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) return null;
        var firsts = Numbers(text, "First sector: ");
        var lasts = Numbers(text, "Last sector: ");
        return infos.Select((info, i) => (int.Parse(info["--info=".Length..], CultureInfo.InvariantCulture), firsts[i], lasts[i])).ToList();
    }

    private static List<long> Numbers(string text, string prefix) => text.Split('\n')
        .Where(line => line.StartsWith(prefix, StringComparison.Ordinal))
        .Select(line => long.Parse(line[prefix.Length..].Split(' ')[0], CultureInfo.InvariantCulture))
        .ToList();
}
