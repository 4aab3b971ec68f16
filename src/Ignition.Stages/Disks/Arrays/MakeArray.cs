using System.Globalization;
using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Arrays;

/// <summary>Makes one software RAID array, or finds it again (B23).</summary>
internal sealed class MakeArray(Raid raid, bool mayWipe, DisksContext context) : Step
{
    /// <summary>The config's array.</summary>
    public Raid Raid { get; } = raid;

    /// <summary>True when every member lies on a disk whose table the config wipes: what is on the members is lost by consent.</summary>
    public bool MayWipe { get; } = mayWipe;

    /// <summary>Devices and programs.</summary>
    public DisksContext Context { get; } = context;

    /// <summary>After a look: the array exists, and what is on it stays.</summary>
    public bool Assembles { get; private set; }

    /// <inheritdoc/>
    public override string Description => $"make array {Raid.Name} ({Raid.Level}, {Raid.Devices.Count} devices)";

    /// <summary>Path of the array's device.</summary>
    public static string PathOf(Raid raid) => raid.Name.StartsWith("/dev", StringComparison.Ordinal) ? raid.Name : $"/dev/md/{raid.Name}";

    /// <inheritdoc/>
    public override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        var nodes = await NodesAsync(cancel);
        var members = new ArrayMember?[nodes.Length];
        var others = new string?[nodes.Length];
        var destroys = false;
        for (var i = 0; i < nodes.Length; i++)
        {
            var held = DisksContext.Probe(nodes[i], ConfigPath);
            if (held.Type == "linux_raid_member")
            {
                members[i] = await ExamineAsync(nodes[i], cancel);
                continue;
            }

            others[i] = held.Type;
            destroys |= held.Content is not null;
        }

        var (action, why) = ArrayDecision.Decide(Raid, members, others);
        if (action == ArrayAction.Refuse && MayWipe) action = ArrayAction.Create;
        if (action == ArrayAction.Refuse) throw new FailureException(DisksFailures.ArrayMismatch, $"array {Raid.Name} cannot be made: {why}", ConfigPath);
        if (action != ArrayAction.Create)
        {
            Assembles = true;
            return IsAssembled(nodes) ? Finding.AlreadyRight : Finding.Needed;
        }

        for (var i = 0; i < nodes.Length; i++) RequireUnused(Raid.Devices[i], Context.UseOf(nodes[i]));
        return destroys ? Finding.NeededDestroying($"what is on the devices of {Raid.Name}") : Finding.Needed;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, CancellationToken cancel)
    {
        var nodes = await NodesAsync(cancel);
        if (Assembles)
        {
            await Context.RunAsync(new Command("mdadm").WithArguments(["--assemble", "--run", PathOf(Raid), .. nodes]), ConfigPath, cancel);
            await Context.WaitForAsync(PathOf(Raid), ConfigPath, cancel);
            return;
        }

        foreach (var holder in HoldersOf(nodes)) await Context.RunAsync(new Command("mdadm").WithArguments("--stop", holder), ConfigPath, cancel);
        await Context.RunAsync(new Command("mdadm").WithArguments(Arguments(Raid, nodes)), ConfigPath, cancel);
        foreach (var node in nodes) Context.HasChanged(node);
        var path = await Context.WaitForAsync(PathOf(Raid), ConfigPath, cancel);
        Context.HasChanged(path);
    }

    /// <summary>Arguments of mdadm that make the array.</summary>
    internal static string[] Arguments(Raid raid, IReadOnlyList<string> nodes)
    {
        var spares = raid.Spares ?? 0;
        List<string> arguments =
        [
            "--create", raid.Name, "--force", "--run", "--homehost", "any", "--level", raid.Level ?? "",
            "--raid-devices", (raid.Devices.Count - spares).ToString(CultureInfo.InvariantCulture),
        ];
        if (spares > 0) arguments.AddRange(["--spare-devices", spares.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(raid.Options);
        arguments.AddRange(nodes);
        return [.. arguments];
    }

    /// <summary>Fails when what a device holds, or what uses it, does not let it become a member.</summary>
    /// <exception cref="FailureException">It is in use, or holds something else and may not be wiped.</exception>
    public void Refuse(string device, Signature held, string? use)
    {
        RequireUnused(device, use);
        if (!MayWipe && held.Type is not (null or "linux_raid_member"))
            throw new FailureException(DisksFailures.ArrayMismatch, $"array {Raid.Name} cannot be made: {device} holds {held.Type}", ConfigPath);
    }

    private void RequireUnused(string device, string? use)
    {
        // An array of its own making, which udev has assembled, is stopped.
        if (use is not null && !use.StartsWith("held by md", StringComparison.Ordinal))
            throw new FailureException(DisksFailures.DiskInUse, $"{device} is in use ({use})", ConfigPath);
    }

    private bool IsAssembled(string[] nodes)
    {
        if (Context.Find(PathOf(Raid)) is not null) return true;
        foreach (var holder in HoldersOf(nodes))
        {
            Context.Made(PathOf(Raid), holder); // assembled by udev under a name of its own choice
            return true;
        }

        return false;
    }

    private HashSet<string> HoldersOf(string[] nodes)
    {
        var holders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (DeviceNumber.Of(node) is { } number && Context.Inventory.UseOf(number) is { } use && use.StartsWith("held by md", StringComparison.Ordinal))
                holders.Add("/dev/" + use["held by ".Length..]);
        }

        return holders;
    }

    private async Task<string[]> NodesAsync(CancellationToken cancel)
    {
        var nodes = new string[Raid.Devices.Count];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = await Context.WaitForAsync(Raid.Devices[i], ConfigPath, cancel);
        return nodes;
    }

    private async Task<ArrayMember?> ExamineAsync(string node, CancellationToken cancel) =>
        ArrayMember.Parse((await Context.RunAsync(new Command("mdadm").WithArguments("--examine", node).WithEnvironment("LC_ALL", "C"), ConfigPath, cancel)).Output);
}
