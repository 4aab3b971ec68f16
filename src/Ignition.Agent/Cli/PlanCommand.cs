using System.Text.Json;
using Ignition.Agent.Boot;
using Ignition.Agent.Logging;
using Ignition.Agent.Streams;
using Ignition.Config.Json;
using Ignition.Config.Model;
using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Partitions;
using Serilog;
using Serilog.Core;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition plan</c>: what a boot would do with a config on a root, without doing it.</summary>
internal static class PlanCommand
{
    private const int NothingToDo = 0, Failed = 1, Changes = 2, Destroys = 3;

    /// <summary>Its flags.</summary>
    public static Flags Flags { get; } = new(
        "ignition plan [FLAG...] CONFIG",
        "Shows each step a first boot would take for CONFIG (a file, or - for standard input) on the system\n" +
        "below -root, and what it destroys. Changes nothing.\n" +
        "Exit status: 0 nothing to do, 2 changes, 3 changes that destroy data, 1 the config or a step cannot work.",
        "ignition plan -root=/mnt -disk=/dev/vda=disk.img my.ign",
        new Flag("disk", "DEV=IMAGE,...", "", "images to take for disks of the machine, which need not be here"),
        new Flag("json", null, "false", "print one JSON object instead of text"),
        new Flag("root", "PATH", "/", "the system the config is for"));

    /// <summary>Runs the command.</summary>
    public static int Run(string[] args)
    {
        using var stdout = StandardStreams.Output();
        using var stderr = StandardStreams.Error();
        var flags = Flags.Parse(args, mixed: true);
        var problem = flags.Error ?? (flags.Positional.Count == 1 ? null : "exactly one config is needed");
        if (Flags.Answer(flags, "ignition plan", problem, Failed, stdout, stderr) is { } answered) return answered;

        try
        {
            var root = Path.GetFullPath(flags["root"]);
            if (!Directory.Exists(root)) throw new FailureException(EngineFailures.Usage, $"{root} is not a directory");
            var bytes = CommandInput.Read(flags.Positional[0]);
            using var log = new LoggerConfiguration().WriteTo.Sink(new StreamSink(stderr, isQuiet: true)).CreateLogger();
            using var devices = new DisksContext(TimeSpan.Zero, log, TimeProvider.System);
            DiskImages.Use(devices, flags["disk"]);
            using var stop = new StopSignals();
            var items = PlanAsync(bytes, flags.Positional[0], root, log, devices, stop.Token).GetAwaiter().GetResult();
            if (flags.Has("json")) WriteJson(stdout, items);
            else WriteText(stdout, items, root);
            return items.Exists(i => i.Finding.Destroys is not null) ? Destroys : items.Exists(i => i.Finding.IsNeeded) ? Changes : NothingToDo;
        }
        catch (FailureException e)
        {
            stdout.Flush();
            var failure = Failure.Of(e);
            var at = failure.Place?.ToString() ?? failure.ConfigPath;
            stderr.Write($"ignition plan: {Printable.Line($"{(at is null ? "" : at + ": ")}{failure.Cause} [{failure.Code.Code}]")}\n  next: {failure.NextAction}\n");
            return Failed;
        }
        catch (OperationCanceledException)
        {
            stderr.Write("ignition plan: stopped by a signal\n");
            return Failed;
        }
    }

    private static async Task<List<PlanItem>> PlanAsync(
        ReadOnlyMemory<byte> bytes, string name, string root, Logger log, DisksContext devices, CancellationToken cancel)
    {
        var clock = TimeProvider.System;
        var environment = ProcessEnvironment.Read();
        var options = new EngineOptions(StageNames.Fetch, "file", root, "", "", "", TimeSpan.FromMinutes(2));
        using var spool = CommandInput.MakeSpool("ignition-plan-"); // a plan writes nothing below the root
        var context = new PlatformContext(environment, "", Offline: false, options.FetchTimeout, log, clock);
        await using var session = new Session(context, options.Platform, spool.Path, new ConfigText(log, clock));
        var document = await session.RenderAsync(bytes, name, [], cancel);
        var refusal = StageTable.Refusal(document);
        if (refusal?.Code == FilesFailures.PathBlocked) throw new FailureException(refusal);
        if (refusal is not null) log.Warning("a boot of this version refuses this config before it changes anything: {Cause:l}", refusal.Cause);

        var machine = await session.MachineAsync(document, root, new EngineState(), cancel);
        var view = DiskImages.Foresee(devices);
        var items = new List<PlanItem>();
        foreach (var stage in StageTable.BootOrder)
        {
            using var plan = StageTable.Plan(options with { Stage = stage }, document.Config, machine, environment, devices);
            foreach (var step in plan.Steps)
            {
                try
                {
                    // Steps on devices are decided as they will be when their turn comes, not as they are.
                    var finding = step is DeviceStep onDevices ? await onDevices.ForeseeAsync(view, cancel) : await step.InspectAsync(machine, cancel);
                    items.Add(new PlanItem(stage, step, finding, step.ConfigPath is null ? null : document.Places.Find(step.ConfigPath)));
                }
                catch (FailureException e)
                {
                    var path = e.Failure.ConfigPath ?? step.ConfigPath;
                    throw new FailureException(e.Failure with { ConfigPath = path, Place = e.Failure.Place ?? (path is null ? null : document.Places.Find(path)) }, e);
                }
            }
        }

        return items;
    }

    /// <summary>Each disk before and after, for the picture.</summary>
    private static IEnumerable<PartitionPlan> Disks(List<PlanItem> items)
    {
        foreach (var item in items)
        {
            if (item.Finding is WritePartitions.FoundDisk { Plan: { } plan }) yield return plan;
        }
    }

    private static void WriteText(TextWriter output, List<PlanItem> items, string root)
    {
        foreach (var plan in Disks(items)) DiskPicture.Write(output, plan);
        var stage = "";
        foreach (var item in items.Where(i => i.Finding.IsNeeded || i.Finding.Warning is not null))
        {
            if (item.Stage != stage) output.WriteLine($"{stage = item.Stage}:");
            output.WriteLine($"  {(item.Finding is { IsNeeded: false } ? '=' : item.Finding.Destroys is null ? '+' : '!')} {Printable.Line(item.Step.Description)}{(item.Place is { } p ? $"  [{Printable.Line(p.ToString())}]" : "")}");
            if (item.Finding.Destroys is { } lost) output.WriteLine($"      destroys {Printable.Line(lost)}");
            if (item.Finding.Warning is { } warning) output.WriteLine($"      warning: {Printable.Line(warning)}");
        }

        var needed = items.Count(i => i.Finding.IsNeeded);
        var destroying = items.Count(i => i.Finding.Destroys is not null);
        output.WriteLine(needed == 0
            ? $"Nothing to do on {root}: all {items.Count} steps are already done."
            : $"{needed} of {items.Count} steps to do on {root}; {(destroying == 0 ? "none destroys anything" : destroying == 1 ? "1 destroys something" : $"{destroying} destroy something")}.");
    }

    private static void WriteJson(TextWriter output, List<PlanItem> items)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, PlainJsonEncoder.Options(indented: true)))
        {
            json.WriteStartObject();
            json.WriteNumber("steps_total", items.Count);
            json.WriteNumber("changes", items.Count(i => i.Finding.IsNeeded));
            json.WriteNumber("destroying", items.Count(i => i.Finding.Destroys is not null));
            json.WriteStartArray("steps");
            foreach (var item in items)
            {
                json.WriteStartObject();
                json.WriteString("stage", item.Stage);
                json.WriteString("step", item.Step.Description);
                json.WriteBoolean("needed", item.Finding.IsNeeded);
                json.WriteString("destroys", item.Finding.Destroys);
                json.WriteString("warning", item.Finding.Warning);
                json.WriteString("path", item.Step.ConfigPath);
                json.WriteString("place", item.Place?.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("disks");
            foreach (var plan in Disks(items)) DiskPicture.Write(json, plan);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    /// <summary>One step and what a look at the machine found.</summary>
    private sealed class PlanItem(string stage, Step step, Finding finding, Place? place)
    {
        public string Stage { get; } = stage;
        public Step Step { get; } = step;
        public Finding Finding { get; } = finding;
        public Place? Place { get; } = place;
    }
}
