using System.Globalization;
using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Arrays;

/// <summary>Makes one software RAID array, or finds it again (B23).</summary>
internal sealed class MakeArray(Raid raid, bool mayWipe, DisksContext context) : DeviceStep(context)
{
    private const string HeldByArray = "held by md";

    /// <summary>The config's array.</summary>
    public Raid Raid { get; } = raid;

    /// <summary>True when every member lies on a disk whose table the config wipes: what is on the members is lost by consent.</summary>
    public bool MayWipe { get; } = mayWipe;

    /// <inheritdoc/>
    public override string Description => $"make array {Raid.Name} ({Raid.Level}, {Raid.Devices.Count} devices)";

    /// <summary>Path of the array's device.</summary>
    public static string PathOf(Raid raid) => raid.Name.StartsWith("/dev", StringComparison.Ordinal) ? raid.Name : $"/dev/md/{raid.Name}";

    /// <inheritdoc/>
    public override async ValueTask<Finding> DecideAsync(DeviceView view, CancellationToken cancel)
    {
        var devices = new SeenDevice[Raid.Devices.Count];
        for (var i = 0; i < devices.Length; i++) devices[i] = await view.WaitForAsync(Raid.Devices[i], LiesOnOthers, ConfigPath, cancel);
        var members = new ArrayMember?[devices.Length];
        var others = new string?[devices.Length];
        var destroys = false;
        for (var i = 0; i < devices.Length; i++)
        {
            var held = devices[i].Held(ConfigPath);
            if (held is null) members[i] = ArrayMember.Unread;
            else if (held.Type == "linux_raid_member") members[i] = await devices[i].MemberAsync(ConfigPath, cancel);
            else others[i] = held.Type;
            destroys |= held is { Content: not null } and not { Type: "linux_raid_member" };
        }

        var (action, why) = ArrayDecision.Decide(Raid, members, others);
        if (action == ArrayAction.Refuse && MayWipe) action = ArrayAction.Create;
        if (action == ArrayAction.Refuse) throw new FailureException(DisksFailures.ArrayMismatch, $"array {Raid.Name} cannot be made: {why}", ConfigPath);
        if (action == ArrayAction.Reuse) return FindAssembled(view, devices);
        for (var i = 0; i < devices.Length; i++) RequireUnused(Raid.Devices[i], devices[i].Use);
        return new FoundArray(action, null)
        {
            IsNeeded = true,
            Destroys = destroys ? $"what is on the devices of {Raid.Name}" : null,
            Warning = action == ArrayAction.Unseen ? Unseen(Raid.Name) : null,
        };
    }

    private FoundArray FindAssembled(DeviceView view, SeenDevice[] devices)
    {
        if (view.Find(PathOf(Raid)) is not null) return new FoundArray(ArrayAction.Reuse, null);
        foreach (var device in devices)
        {
            // Assembled by udev under a name of its own choice.
            if (HolderOf(device.Use) is { } holder) return new FoundArray(ArrayAction.Reuse, holder);
        }

        return new FoundArray(ArrayAction.Reuse, null) { IsNeeded = true };
    }

    /// <inheritdoc/>
    public override void Foretell(ForeseenView view, Finding finding)
    {
        var found = (FoundArray)finding;
        var there = found.IsNeeded ? null : view.Find(found.Holder ?? PathOf(Raid));
        var array = there ?? new ForeseenDevice(PathOf(Raid)) { Keeps = found.Action != ArrayAction.Create };
        view.Lead(PathOf(Raid), array);
        view.Lead($"/dev/md/{ArrayDecision.NameOf(Raid)}", array);
        if (!found.IsNeeded) return;
        foreach (var path in Raid.Devices)
        {
            if (view.Find(path) is { } member)
                view.Replace(member.Node, new ForeseenDevice(member) { Holds = new Signature("linux_raid_member", null, null, false), User = HeldByArray });
        }
    }

    /// <inheritdoc/>
    protected override void Register(Finding finding)
    {
        if (finding is FoundArray { Holder: { } holder }) Context.Made(PathOf(Raid), holder);
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        var nodes = await NodesAsync(cancel);
        if (finding is FoundArray { Action: ArrayAction.Reuse })
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

    private void RequireUnused(string device, string? use)
    {
        // An array of its own making, which udev has assembled, is stopped.
        if (use is not null && !use.StartsWith(HeldByArray, StringComparison.Ordinal))
            throw new FailureException(DisksFailures.DiskInUse, $"{device} is in use ({use})", ConfigPath);
    }

    private HashSet<string> HoldersOf(string[] nodes)
    {
        var holders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (HolderOf(Context.UseOf(node)) is { } holder) holders.Add(holder);
        }

        return holders;
    }

    /// <summary>The array that holds a device, by what is said of its use; null for none.</summary>
    private static string? HolderOf(string? use) =>
        use is not null && use.StartsWith(HeldByArray, StringComparison.Ordinal) ? "/dev/" + use["held by ".Length..] : null;

    private async Task<string[]> NodesAsync(CancellationToken cancel)
    {
        var nodes = new string[Raid.Devices.Count];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = await Context.WaitForAsync(Raid.Devices[i], ConfigPath, cancel);
        return nodes;
    }

    /// <summary>What a look at the members found.</summary>
    internal sealed class FoundArray(ArrayAction action, string? holder) : Finding
    {
        /// <summary>What is to be done.</summary>
        public ArrayAction Action { get; } = action;

        /// <summary>The array's node, where it runs under another name; null otherwise.</summary>
        public string? Holder { get; } = holder;
    }
}
