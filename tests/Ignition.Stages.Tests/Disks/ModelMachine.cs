using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Arrays;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Filesystems;
using Ignition.Stages.Disks.Partitions;
using Ignition.Stages.Disks.Volumes;
using Ignition.Stages.Mount;

namespace Ignition.Stages.Tests.Disks;

/// <summary>A machine in memory that does what partition tables, mdadm, cryptsetup and mkfs do. It knows nothing of what steps foretell.</summary>
internal sealed class ModelMachine : DeviceView
{
    private const int SectorSize = 512;
    private readonly Dictionary<(string Node, long Start), Thing> _things = [];
    private readonly Dictionary<string, string> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GptTable?> _disks = new(StringComparer.Ordinal);
    private readonly List<MountEntry> _mounts = [];

    /// <summary>What arrays and volumes show when they are opened, by their UUID.</summary>
    public Dictionary<string, Thing> Inside { get; } = new(StringComparer.Ordinal);

    /// <summary>What an array shows that is made of disks somebody has used before.</summary>
    public Thing? Leftover { get; init; }

    public long Sectors { get; init; } = 600 * 2048;

    public void AddDisk(string node, GptTable? table) => _disks[node] = table;

    public void Put(string node, long start, Thing thing) => _things[(node, start)] = thing;

    public void Open(string link, string node, string user, string below)
    {
        _links[link] = node;
        _uses[below] = user;
    }

    public void Mount(string node, string path, string type)
    {
        _mounts.Add(new MountEntry(NumberOf(node), path, type, node));
        _uses[node] = $"mounted at {path}";
    }

    public override SeenDevice? Find(string path)
    {
        if (_disks.ContainsKey(path)) return new Device(this, path, path, 0);
        if (_links.TryGetValue(path, out var node)) return new Device(this, node, node, 0);
        foreach (var (disk, table) in _disks)
        {
            foreach (var entry in table?.Entries ?? [])
            {
                if (path == disk + entry.Number || path == $"/dev/disk/by-partlabel/{entry.Name}" || path == $"/dev/disk/by-partuuid/{entry.Guid}")
                    return new Device(this, disk + entry.Number, disk, entry.FirstSector * SectorSize);
            }
        }

        return null;
    }

    public override ValueTask<SeenDevice> WaitForAsync(string path, bool isMade, string? configPath, CancellationToken cancel) =>
        new(Find(path) ?? throw new FailureException(DisksFailures.DeviceMissing, $"{path} is missing", configPath));

    public override MountEntry? MountAt(string path) => _mounts.FindLast(mount => mount.Path == path);

    public override bool WillMountAt(string path) => MountAt(path) is not null;

    /// <summary>Does what a step decided on.</summary>
    public void Apply(Step step, Finding finding)
    {
        switch (step)
        {
            case WritePartitions when finding is WritePartitions.FoundDisk { Plan: { After: { } after } plan } found:
                if (plan.Facts.Signature is not null)
                {
                    // Of what filled the disk, a part may have looked like anything.
                    foreach (var place in _things.Keys.Where(place => place.Node == found.Node).ToList()) _things.Remove(place);
                }

                _disks[found.Node] = after;
                break;
            case MakeArray make:
                Apply(make, (MakeArray.FoundArray)finding);
                break;
            case MakeVolume make when finding.IsNeeded:
                Apply(make.Luks, (MakeVolume.FoundVolume)finding);
                break;
            case MakeFilesystem make when finding.IsNeeded:
                Write(make.Filesystem.Device, make.Filesystem.Format is "none" or "" ? null : new Thing(new Signature(make.Filesystem.Format, make.Filesystem.Uuid, make.Filesystem.Label, false)));
                break;
            case MountFilesystem mount when finding.IsNeeded:
                Mount(Find(mount.Filesystem.Device)!.Node, mount.Point.Absolute, mount.Filesystem.Format!);
                break;
            default:
                break;
        }
    }

    private void Apply(MakeArray make, MakeArray.FoundArray found)
    {
        const string Node = "/dev/md127";
        var path = MakeArray.PathOf(make.Raid);
        if (!found.IsNeeded)
        {
            _links[path] = found.Holder ?? _links[path];
            return;
        }

        Thing? shows = null;
        if (found.Action == ArrayAction.Reuse)
        {
            shows = Inside.GetValueOrDefault(Thing(make.Raid.Devices[0])!.Member!.Uuid);
        }
        else
        {
            if (make.Raid.Devices.Any(device => Thing(device)?.Member is not null)) shows = Leftover;
            foreach (var device in make.Raid.Devices) Write(device, Disks.Thing.OfMember(new ArrayMember("made", ArrayDecision.NameOf(make.Raid), make.Raid.Level!, make.Raid.Devices.Count, 1)));
        }

        foreach (var device in make.Raid.Devices) _uses[Find(device)!.Node] = "held by md127";
        _links[path] = Node;
        if (shows is null) _things.Remove((Node, 0));
        else _things[(Node, 0)] = shows;
    }

    private void Apply(Luks luks, MakeVolume.FoundVolume found)
    {
        var node = $"/dev/dm-{luks.Name}";
        var shows = found.Reuses is null ? null : Inside.GetValueOrDefault(Thing(luks.Device!)!.Held.Uuid!);
        if (found.Reuses is null) Write(luks.Device!, Disks.Thing.OfVolume(luks.Uuid, luks.Label));
        if (shows is not null) _things[(node, 0)] = shows;
        Open($"/dev/mapper/{luks.Name}", node, $"held by {luks.Name}", Find(luks.Device!)!.Node);
    }

    private Thing? Thing(string path) => Find(path) is Device device ? _things.GetValueOrDefault(device.Place) : null;

    private void Write(string path, Thing? thing)
    {
        var place = ((Device)Find(path)!).Place;
        if (thing is null) _things.Remove(place);
        else _things[place] = thing;
    }

    private static DeviceNumber NumberOf(string node) => new(8, (uint)(node[^1] + (node[^2] << 8)));

    private sealed class Device(ModelMachine machine, string node, string disk, long start) : SeenDevice
    {
        public (string, long) Place => (disk, start);

        public override string Node => node;

        public override bool IsHere => true;

        public override DeviceNumber? Number => NumberOf(node);

        public override string? Use
        {
            get
            {
                if (machine._uses.GetValueOrDefault(node) is { } use) return use;
                var parts = machine._disks.GetValueOrDefault(node)?.Entries.Where(entry => machine._uses.ContainsKey(node + entry.Number));
                return parts?.Select(entry => $"partition {entry.Number} is {machine._uses[node + entry.Number]}").FirstOrDefault();
            }
        }

        public override Signature? Held(string? configPath) =>
            machine._disks.GetValueOrDefault(node) is not null ? new Signature(null, null, null, false, "gpt") : HeldAt(0, 0, configPath);

        public override Signature? HeldAt(long at, long length, string? configPath) => machine._things.GetValueOrDefault((disk, start + at))?.Held ?? Signature.None;

        public override long? ExtentAt(long at, string type, string configPath) => machine._things.GetValueOrDefault((disk, start + at))?.Length;

        public override DiskFacts? Facts(string configPath)
        {
            if (!machine._disks.TryGetValue(node, out var table)) return new DiskFacts(new GptReading(TableKind.None, BootRecordKind.None), SectorSize, machine.Sectors);
            var active = new Dictionary<int, string>();
            foreach (var entry in table?.Entries ?? [])
            {
                if (machine._uses.TryGetValue(node + entry.Number, out var use)) active.Add(entry.Number, use);
            }

            var reading = table is null ? new GptReading(TableKind.None, BootRecordKind.None) : new GptReading(TableKind.Gpt, BootRecordKind.Protective, table);
            return new DiskFacts(reading, SectorSize, machine.Sectors)
            {
                Signature = table is null ? HeldAt(0, 0, configPath)?.Type : null,
                InUse = machine._uses.GetValueOrDefault(node),
                ActivePartitions = active,
            };
        }

        public override SeenDevice? Partition(GptEntry entry, int sectorSize) =>
            machine._disks.GetValueOrDefault(node)?.Find(entry.Number) is { } known && known.FirstSector == entry.FirstSector && known.LastSector == entry.LastSector
                ? new Device(machine, node + entry.Number, node, entry.FirstSector * SectorSize)
                : null;

        public override ValueTask<ArrayMember?> MemberAsync(string? configPath, CancellationToken cancel) => new(machine._things[Place].Member);

        public override ValueTask<VolumeHeader> VolumeAsync(string? configPath, CancellationToken cancel) => new(machine._things[Place].Header!);
    }
}

/// <summary>Something that lies on a device.</summary>
internal sealed record Thing(Signature Held, long? Length = null, ArrayMember? Member = null, VolumeHeader? Header = null)
{
    public static Thing OfMember(ArrayMember member) => new(new Signature("linux_raid_member", member.Uuid, null, false), Member: member);

    public static Thing OfVolume(string? uuid, string? label, VolumeHeader? header = null) => new(new Signature("crypto_LUKS", uuid ?? "made", label, false), Header: header ?? new VolumeHeader());
}
