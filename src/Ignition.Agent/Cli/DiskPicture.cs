using System.Globalization;
using System.Text;
using System.Text.Json;
using Ignition.Linux.Block.Gpt;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Partitions;

namespace Ignition.Agent.Cli;

/// <summary>Draws a disk before and after as one line each, in the proportions of its partitions as far as their names allow.</summary>
internal static class DiskPicture
{
    private const int Width = 96;

    private static readonly (PartitionAction Action, string Mark)[] _marks =
    [
        (PartitionAction.Create, "+"), (PartitionAction.Recreate, "!"), (PartitionAction.Resize, "~"), (PartitionAction.Delete, "-"),
    ];

    /// <summary>Draws one disk.</summary>
    public static void Write(TextWriter output, PartitionPlan plan)
    {
        var facts = plan.Facts;
        output.WriteLine($"{plan.Disk.Device}  {Size(facts.Sectors, facts.SectorSize)}, sectors of {facts.SectorSize} bytes");
        output.WriteLine($"  before {Line(facts.Table.Table, facts, plan, before: true)}");
        output.WriteLine(plan.After is null ? "  after  the same" : $"  after  {Line(plan.After, facts, plan, before: false)}");
    }

    /// <summary>Writes one disk as a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, PartitionPlan plan)
    {
        json.WriteStartObject();
        json.WriteString("device", plan.Disk.Device);
        json.WriteNumber("bytes", plan.Facts.Sectors * plan.Facts.SectorSize);
        json.WriteNumber("sector_size", plan.Facts.SectorSize);
        json.WriteString("table", plan.Facts.Table.Kind.ToString().ToLowerInvariant());
        Entries("before", plan.Facts.Table.Table);
        Entries("after", plan.Result);
        json.WriteEndObject();

        void Entries(string name, GptTable? table)
        {
            json.WriteStartArray(name);
            foreach (var entry in table?.Entries ?? [])
            {
                json.WriteStartObject();
                json.WriteNumber("number", entry.Number);
                json.WriteString("label", entry.Name);
                json.WriteString("type", entry.TypeGuid);
                json.WriteNumber("start", entry.FirstSector);
                json.WriteNumber("sectors", entry.Sectors);
                json.WriteString("action", ActionOf(plan, entry.Number).ToString().ToLowerInvariant());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static PartitionAction ActionOf(PartitionPlan plan, int number)
    {
        foreach (var change in plan.Changes)
        {
            if (change.Number == number) return change.Action;
        }

        return PartitionAction.Keep;
    }

    private static string MarkOf(PartitionAction action, bool before)
    {
        var gone = action is PartitionAction.Delete or PartitionAction.Recreate;
        return action != PartitionAction.Keep && (gone || !before) ? Array.Find(_marks, known => known.Action == action).Mark : "";
    }

    private static string Line(GptTable? table, DiskFacts facts, PartitionPlan plan, bool before)
    {
        if (table is null)
        {
            return facts.Table.Kind switch
            {
                TableKind.Dos => "[DOS partition table]",
                TableKind.Damaged => "[damaged GPT]",
                _ => facts.Signature is { } signature ? $"[{signature}]" : "[blank]",
            };
        }

        var entries = new List<GptEntry>(table.Entries);
        entries.Sort(static (left, right) => left.FirstSector.CompareTo(right.FirstSector));
        var line = new StringBuilder("|");
        var position = table.FirstUsable;
        foreach (var entry in entries)
        {
            Free(entry.FirstSector - position);
            var action = ActionOf(plan, entry.Number);
            var mark = before && plan.Wipes && plan.After is not null ? "-" : MarkOf(action, before);
            Segment($"{mark}{entry.Number} {(entry.Name.Length == 0 ? "" : Printable(entry.Name) + " ")}{Size(entry.Sectors, table.SectorSize)}", entry.Sectors);
            position = entry.LastSector + 1;
        }

        Free(table.LastUsable - position + 1);
        return line.ToString();

        void Free(long sectors)
        {
            if (sectors * table.SectorSize > 1 << 20) Segment($"free {Size(sectors, table.SectorSize)}", sectors);
        }

        void Segment(string text, long sectors)
        {
            var width = (int)(sectors * Width / facts.Sectors);
            line.Append(' ').Append(text.PadRight(Math.Max(text.Length, width - 3))).Append(" |");
        }
    }

    // A label is anybody's text; a terminal must not obey it.
    private static string Printable(string label) => string.Create(label.Length, label, static (text, from) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = char.IsControl(from[i]) ? '?' : from[i];
    });

    private static string Size(long sectors, int sectorSize)
    {
        var mebibytes = sectors * (double)sectorSize / (1 << 20);
        return mebibytes >= 10240
            ? string.Create(CultureInfo.InvariantCulture, $"{mebibytes / 1024:0.#} GiB")
            : string.Create(CultureInfo.InvariantCulture, $"{mebibytes:0.#} MiB");
    }
}
