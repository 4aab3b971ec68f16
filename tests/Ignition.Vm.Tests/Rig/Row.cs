namespace Ignition.Vm.Tests.Rig;

/// <summary>
/// One scenario of the rig: a config, how the disks are prepared before it, and what is expected afterwards.
/// Add one by writing it into a list in Rows/ and that list into <see cref="RigRun.Rows"/>; it becomes a test of its own.
/// </summary>
/// <remarks>
/// The stages run on fresh, empty disks of 1 GiB, which the config and the shell call <c>$disk1</c>…<c>$disk4</c>, their
/// partitions <c>$disk1p6</c>. <c>$tang</c> in a config is URL and thumbprint of a tang server, which <c>tang_up</c> makes reachable; the guest has a TPM. Shell runs in the row's own directory with the helpers of rig.sh (<c>base</c>, <c>fs</c>,
/// <c>put</c>, <c>zfs</c>, <c>inside</c>); every file it leaves there is read with <see cref="Outcome.Text"/>; <c>$root</c> is the sysroot,
/// an empty directory. A command of Prepare that fails fails the row. Prepare may set <c>arguments</c> (kernel arguments the stages see), <c>limit</c> (seconds a stage may take)
/// and <c>log=journal</c> (the stages log as in a boot, to journal and console).
/// RIG_ROWS=luks,partition.create runs only rows whose names begin so.
/// </remarks>
/// <param name="Name">Upstream's name where upstream has the test, a sentence otherwise.</param>
internal sealed record Row(string Name)
{
    /// <summary>Virtio disks with sectors of 512 bytes.</summary>
    public const char Virtio = 'v';

    /// <summary>SCSI disks (virtio-scsi, scsi-hd) with sectors of 512 bytes.</summary>
    public const char Scsi = 's';

    /// <summary>Virtio disks with sectors of 4096 bytes; two of them.</summary>
    public const char Virtio4K = 'k';

    /// <summary>NVMe disks with sectors of 512 bytes; two of them.</summary>
    public const char Nvme = 'n';

    /// <summary>Serial number of the one disk that is not there until somebody waits for it.</summary>
    public const string Late = "late";

    /// <summary>Path of that disk.</summary>
    public const string LateDevice = "/dev/disk/by-id/virtio-" + Late;

    /// <summary>Which disks; null lets the rig choose between virtio and SCSI.</summary>
    public char? Hardware { get; init; }

    /// <summary>How many disks the row has, 1 to 4; 0 when it makes do with others.</summary>
    public int Disks { get; init; } = 1;

    /// <summary>Shell that prepares the disks and the sysroot.</summary>
    public string Prepare { get; init; } = "";

    /// <summary>Version of the spec.</summary>
    public string Version { get; init; } = "3.0.0";

    /// <summary>What stands in the config's storage, without the braces around it.</summary>
    public string Storage { get; init; } = "";

    /// <summary>The config's other sections, without braces.</summary>
    public string Others { get; init; } = "";

    /// <summary>Stages after fetch.</summary>
    public string Stages { get; init; } = "disks";

    /// <summary>Shell that runs after a stage that succeeded; the stage's name is in <see cref="Pause"/>.</summary>
    public string Between { get; init; } = "";

    /// <summary>Stage after which <see cref="Between"/> runs.</summary>
    public string Pause { get; init; } = "";

    /// <summary>True runs the disks stage once more when all stages succeeded: it must find nothing to do and write nothing.</summary>
    public bool Again { get; init; } = true;

    /// <summary>Shell that looks at what the row left.</summary>
    public string Look { get; init; } = "";

    /// <summary>Code of the failure that is expected; null for none. No disk may have been written then, unless <see cref="Writes"/>.</summary>
    public string? Fails { get; init; }

    /// <summary>Beginning of the config path that the failure names; empty for any.</summary>
    public string At { get; init; } = "$";

    /// <summary>Stage that fails.</summary>
    public string FailsIn { get; init; } = "disks";

    /// <summary>True where the disks stage may have written to disks before it failed.</summary>
    public bool Writes { get; init; }

    /// <summary>What else must be true.</summary>
    public Action<Outcome> Then { get; init; } = static _ => { };

    /// <summary>The config as the guest gets it.</summary>
    public string Config => $$"""
        {
        "ignition": {"version": "{{Version}}"},
        "storage": { {{Storage}}
        }{{(Others.Length > 0 ? "," : "")}} {{Others}}
        }
        """;

    /// <summary>The same row at the newest version of the spec.</summary>
    public Row AtNewest() => this with { Name = Name + " 3.7.0-experimental", Version = "3.7.0-experimental" };

    /// <summary>The same row on other disks.</summary>
    public Row On(char hardware, string where) => this with { Name = $"{Name} on {where}", Hardware = hardware };
}
