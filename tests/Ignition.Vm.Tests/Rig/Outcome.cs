using System.Globalization;
using System.Text.Json;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Rig;

/// <summary>What became of one row.</summary>
/// <param name="row">The row.</param>
/// <param name="evidence">What the guest sent.</param>
/// <param name="console">The guest's console, that of all rows.</param>
internal sealed class Outcome(Row row, Evidence evidence, string console)
{
    /// <summary>The guest's console, that of all rows.</summary>
    public string Console => console;

    /// <summary>True when the guest ran the row to its end.</summary>
    public bool Ran => evidence.Files.ContainsKey($"{row.Name}/took");

    /// <summary>A file of the row's directory as text without the white space around it; empty when there is none.</summary>
    public string Text(string name) => evidence.Files.ContainsKey($"{row.Name}/{name}") ? evidence[$"{row.Name}/{name}"] : "";

    /// <summary>What a stage logged.</summary>
    public string Log(string stage, int attempt = 1) => Text($"log.{attempt}.{stage}");

    /// <summary>Exit codes: attempt, stage, code on a line.</summary>
    public string[] Stages => Text("stages").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Sectors that the disks stage had written to a disk of the row, discards included.</summary>
    public long Written(int disk, int attempt = 1)
    {
        if (Text($"written.{attempt}.disks") is not { Length: > 0 } text) return 0;
        var numbers = text.Split('\n')[disk - 1].Split('\t');
        return long.Parse(numbers[1], CultureInfo.InvariantCulture) - long.Parse(numbers[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Partitions of a disk as sfdisk reads them; empty without a table.</summary>
    public IReadOnlyList<SeenPartition> Partitions(int disk)
    {
        if (Text($"table.{disk}") is not { Length: > 0 } json) return [];
        using var document = JsonDocument.Parse(json);
        var table = document.RootElement.GetProperty("partitiontable");
        var device = table.GetProperty("device").GetString()!;
        if (!table.TryGetProperty("partitions", out var partitions)) return [];
        return [.. partitions.EnumerateArray().Select(partition => new SeenPartition(
            int.Parse(partition.GetProperty("node").GetString()!.AsSpan(device.Length).TrimStart('p'), CultureInfo.InvariantCulture),
            partition.GetProperty("start").GetInt64(),
            partition.GetProperty("size").GetInt64(),
            partition.TryGetProperty("name", out var name) ? name.GetString()! : "",
            partition.GetProperty("type").GetString()!,
            partition.TryGetProperty("uuid", out var uuid) ? uuid.GetString()! : ""))];
    }

    /// <summary>One property of a table as sfdisk reads it (<c>label</c>, <c>id</c>, <c>lastlba</c>); empty without a table.</summary>
    public string Table(int disk, string property)
    {
        if (Text($"table.{disk}") is not { Length: > 0 } json) return "";
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("partitiontable").TryGetProperty(property, out var value) ? value.ToString() : "";
    }

    /// <summary>Demands exactly these partitions: <c>number start+size label</c>, in logical sectors.</summary>
    public void Has(int disk, params string[] partitions) =>
        Assert.Equal(partitions, Partitions(disk).Select(static partition => $"{partition.Number} {partition.Start}+{partition.Size} {partition.Name}".TrimEnd()));

    /// <summary>What libblkid finds on a disk or, with a number, on one of its partitions: by <c>TYPE</c>, <c>UUID</c>, <c>LABEL</c>, <c>PTTYPE</c>.</summary>
    public IReadOnlyDictionary<string, string> Signature(int disk, int? partition = null)
    {
        var device = NodeOf(disk);
        if (partition is not null) device += (char.IsAsciiDigit(device[^1]) ? "p" : "") + partition;
        foreach (var block in Text("signatures").Split("\n\n"))
        {
            var fields = block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('=', 2)).Where(static pair => pair.Length == 2)
                .ToDictionary(static pair => pair[0], static pair => pair[1].Replace("\\ ", " ", StringComparison.Ordinal));
            if (fields.GetValueOrDefault("DEVNAME") == device) return fields;
        }

        return new Dictionary<string, string>();
    }

    /// <summary>Demands a filesystem: <c>type label uuid</c>, label and UUID only where given.</summary>
    public void Holds(int disk, int? partition, string? type, string? label = null, string? uuid = null)
    {
        var found = Signature(disk, partition);
        Assert.Equal(type ?? "", found.GetValueOrDefault("TYPE", ""));
        if (label is not null) Assert.Equal(label, found.GetValueOrDefault("LABEL", ""));
        if (uuid is not null) Assert.Equal(uuid, found.GetValueOrDefault("UUID", ""));
    }

    /// <summary>Node of a disk, <c>/dev/vdb</c>.</summary>
    public string NodeOf(int disk) => Text("nodes").Split('\n')[disk - 1];

    /// <summary>What every row must be, whatever it expects beside.</summary>
    public void Check()
    {
        Assert.True(Ran, "the guest did not come to this row");
        Assert.True(Text("broken").Length == 0, $"the preparation failed: {Text("broken")}\n{Text("out")}");
        if (row.Fails is { } code) CheckFailure(code);
        else CheckSuccess();
        row.Then(this);
    }

    private void CheckSuccess()
    {
        foreach (var stage in Stages)
            Assert.True(stage.EndsWith(" 0", StringComparison.Ordinal), $"stage {stage}\n{Log(stage.Split(' ')[1], stage[0] - '0')}");
        Assert.All(row.Stages.Split(' '), stage => Assert.DoesNotContain("CRITICAL", Log(stage), StringComparison.Ordinal));
        for (var disk = 1; disk <= row.Disks; disk++)
        {
            if (Table(disk, "label") != "gpt") continue;
            if (Written(disk) > 0) Assert.Contains("No problems found", Text($"verify.{disk}"), StringComparison.Ordinal);
            CheckKernel(disk);
        }

        if (!row.Again) return;
        Assert.DoesNotContain("[finished]", Log("disks", 2), StringComparison.Ordinal);
        for (var disk = 1; disk <= row.Disks; disk++) Assert.Equal(0, Written(disk, 2));
    }

    /// <summary>The kernel's partitions are those of the table.</summary>
    private void CheckKernel(int disk)
    {
        var scale = long.Parse(Table(disk, "sectorsize"), CultureInfo.InvariantCulture) / 512;
        var table = Partitions(disk).Select(partition => $"{disk} {partition.Number} {partition.Start * scale} {partition.Size * scale}").Order(StringComparer.Ordinal);
        var kernel = Text("kernel").Split('\n').Where(line => line.StartsWith($"{disk} ", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(table, kernel);
    }

    /// <summary>The right stage failed with the right code, a place, a next action, and no disk was touched.</summary>
    private void CheckFailure(string code)
    {
        var log = Log(row.FailsIn);
        Assert.Equal($"1 {row.FailsIn} 1", Stages[^1]);
        Assert.Contains($"Stage {row.FailsIn} failed: {code}\n", log, StringComparison.Ordinal);
        Assert.Contains("\n  config   platform file, line ", log, StringComparison.Ordinal);
        Assert.Contains("(" + row.At, log, StringComparison.Ordinal);
        Assert.Contains("\n  next     ", log, StringComparison.Ordinal);
        if (row.Writes || row.FailsIn != "disks") return;
        for (var disk = 1; disk <= row.Disks; disk++) Assert.True(Written(disk) == 0, $"disk {disk} was written to: {Written(disk)} sectors\n{log}");
    }
}

/// <summary>A partition as sfdisk sees it; positions in logical sectors.</summary>
internal sealed record SeenPartition(int Number, long Start, long Size, string Name, string Type, string Guid);
