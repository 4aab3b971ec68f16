using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Tests.Disks;

/// <summary>Machines and configs of every kind; the same for the same seed.</summary>
internal static class RandomMachine
{
    public static readonly string[] Disks = ["/dev/xda", "/dev/xdb"];
    private static readonly string[] s_labels = ["a", "b", "c", "d", "e", "f"]; // three of each disk: one label on two disks would lead anywhere
    private static readonly string[] s_formats = ["ext4", "xfs", "vfat", "none"];
    private static readonly string[][] s_paths = [["/m", "/file"], ["/m/n", "/o/p"], ["/o", "/file/p"]]; // no config may give one path to two filesystems

    public static ModelMachine Make(Random random, string root)
    {
        var machine = new ModelMachine { Leftover = Chance(random, 2) ? Contents(random, 0) : null };
        foreach (var uuid in new[] { "u1", "u2", "made" })
        {
            if (Chance(random, 2)) machine.Inside[uuid] = Contents(random, 0);
        }

        foreach (var disk in Disks)
        {
            var kind = random.Next(5);
            var table = kind < 3 ? Table(random, machine.Sectors, Labels(disk)) : null;
            machine.AddDisk(disk, table);
            if (kind == 3) machine.Put(disk, 0, Contents(random, 500L << 20));
            foreach (var entry in table?.Entries ?? [])
            {
                if (!Chance(random, 3)) machine.Put(disk, entry.FirstSector * 512, Contents(random, entry.Sectors * 512));
            }

            // What earlier tables left in places of their own.
            for (var mebibyte = 1; mebibyte < 400; mebibyte += 100)
            {
                if (Chance(random, 6)) machine.Put(disk, (long)mebibyte << 20, Contents(random, 50L << 20));
            }
        }

        if (Chance(random, 3) && machine.Find("/dev/xda1") is { } one)
        {
            machine.Put(Disks[0], 1 << 20, new Thing(new Signature("ext4", "e", null, false)));
            machine.Mount(one.Node, root + "/m", "ext4");
        }

        if (Chance(random, 3) && machine.Find("/dev/xda2") is { Use: null })
        {
            // A volume that the config may find again, and perhaps open.
            machine.Put(Disks[0], 101 << 20, Thing.OfVolume("u1", null));
            if (Chance(random, 2)) machine.Open("/dev/mapper/crypt", "/dev/dm-crypt", "held by crypt", "/dev/xda2");
        }

        if (Chance(random, 3) && machine.Find("/dev/xda1") is { Use: null } && machine.Find("/dev/xdb1") is { Use: null })
        {
            // An array that is there as a whole, and perhaps assembled.
            var member = Thing.OfMember(new ArrayMember("u1", "data", "raid1", 2, 7));
            var runs = Chance(random, 2);
            foreach (var disk in Disks)
            {
                machine.Put(disk, 1 << 20, member);
                if (runs) machine.Open(Chance(random, 2) ? "/dev/md/data" : "/dev/md/found", "/dev/md127", "held by md127", disk + "1");
            }
        }

        return machine;
    }

    public static Storage Config(Random random) => new()
    {
        Disks = [.. Disks.Where(_ => !Chance(random, 3)).Select(disk => new Disk { Device = disk, WipeTable = Chance(random, 4), Partitions = Partitions(random, Labels(disk)) })],
        Raid = Chance(random, 2) ? [new Raid { Name = "data", Level = "raid1", Devices = Chance(random, 2) ? ["/dev/xda1", "/dev/xdb1"] : [Part(random, Disks[0]), Part(random, Disks[1])] }] : [],
        Luks = Chance(random, 2)
            ? [new Luks { Name = "crypt", Device = random.Next(4) switch { 0 => "/dev/md/data", 1 => "/dev/xda2", _ => Part(random, Disks[random.Next(2)]) }, WipeVolume = Chance(random, 3), KeyFile = new Resource { Source = new SourceUrl("data:,key") } }]
            : [],
        Filesystems = [.. Enumerable.Range(0, random.Next(4)).Select(i => i == 0 && Chance(random, 3) ? new Filesystem { Device = "/dev/xda1", Format = "ext4", Path = "/m" } : new Filesystem
        {
            Device = random.Next(6) switch { 0 => "/dev/md/data", 1 => "/dev/mapper/crypt", _ => Part(random, Disks[random.Next(2)]) },
            Format = s_formats[random.Next(s_formats.Length)],
            Label = Chance(random, 3) ? "L" : null,
            WipeFilesystem = Chance(random, 3),
            Path = Chance(random, 2) ? s_paths[i][random.Next(2)] : null,
        })],
    };

    private static Partition[] Partitions(Random random, string[] labels)
    {
        var partitions = new List<Partition>();
        for (var i = 0; i < random.Next(4); i++)
        {
            partitions.Add(new Partition
            {
                Number = Chance(random, 3) ? 0 : i + 1,
                Label = Chance(random, 4) ? null : labels[i],
                SizeMiB = Chance(random, 4) ? null : 50 * random.Next(1, 4),
                StartMiB = Chance(random, 2) ? null : 1 + (100 * i),
                ShouldExist = Chance(random, 8) ? false : null,
                WipePartitionEntry = Chance(random, 2),
                Resize = Chance(random, 3),
            });
        }

        return [.. partitions];
    }

    private static GptTable Table(Random random, long sectors, string[] labels)
    {
        var entries = new List<GptEntry>();
        for (var i = 0; i < 3; i++)
        {
            if (!Chance(random, 3)) entries.Add(OnDisk.Entry(i + 1, 1 + (100 * i), 50 * random.Next(1, 3), labels[i]));
        }

        return GptTable.Create(512, sectors, OnDisk.NextGuid()).With(entries);
    }

    private static Thing Contents(Random random, long room) => random.Next(6) switch
    {
        0 => new Thing(new Signature("xfs", "x", Chance(random, 2) ? "L" : null, false), Chance(random, 3) ? null : room),
        1 => Thing.OfMember(new ArrayMember(Chance(random, 4) ? "u2" : "u1", Chance(random, 5) ? "other" : "data", "raid1", 2, Chance(random, 3) ? 0 : 7)),
        2 => Thing.OfVolume(Chance(random, 2) ? "u1" : "u2", null, random.Next(5) switch
        {
            0 => new VolumeHeader { IsOld = true },
            1 => new VolumeHeader { IsUnfinished = true },
            2 => new VolumeHeader { HasClevis = true },
            _ => new VolumeHeader(),
        }),
        _ => new Thing(new Signature("ext4", "e", Chance(random, 2) ? "L" : null, false), Chance(random, 3) ? null : room),
    };

    private static string Part(Random random, string disk) => Chance(random, 2) ? disk + random.Next(1, 4) : "/dev/disk/by-partlabel/" + Labels(disk)[random.Next(3)];

    private static string[] Labels(string disk) => disk == Disks[0] ? s_labels[..3] : s_labels[3..];

    private static bool Chance(Random random, int oneIn) => random.Next(oneIn) == 0;
}
