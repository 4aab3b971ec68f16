using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Ignition.Vm.Tests.Guest;
using Ignition.Vm.Tests.Rig.Rows;

namespace Ignition.Vm.Tests.Rig;

/// <summary>The one boot that runs every row of the rig. Half of the rows run on virtio disks, beside them the others on SCSI and NVMe ones.</summary>
public sealed class RigRun(GuestImage image) : IAsyncLifetime
{
    private const long DiskBytes = 1L << 30;
    private readonly List<string> _images = [];

    /// <summary>Every row.</summary>
    internal static IReadOnlyList<Row> Rows { get; } = Chosen(
    [
        .. PartitionRows.All, .. PartitionFailureRows.All, .. FilesystemRows.All, .. HardwareRows.All, .. LateDeviceRows.All, .. BadInputRows.All, .. RaidRows.All, .. LuksRows.All, .. LuksFailureRows.All,
    ]);

    private Evidence? _evidence;
    private string _console = "";

    /// <summary>What became of a row.</summary>
    internal Outcome this[string name] => new(Rows.First(row => row.Name == name), _evidence!, _console);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var tpm = new Tpm();
        using var tang = new TangServer();
        var course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "rig",
            KernelArguments = "systemd.run=/usr/lib/evidence/collect systemd.firstboot=no norandmaps quiet",
            Script = await File.ReadAllTextAsync(Path.Combine(Workplace.Root, "tests", "Ignition.Vm.Tests", "Rig", "rig.sh")),
            Arguments = [.. Hardware(tang), .. tpm.Start(), .. tang.Arguments],
            Late = new LateDisk(NewImage(), Row.Late, $"virtio-{Row.Late}: "),
            Deadline = TimeSpan.FromMinutes(40),
        });
        _console = course.Console;
        _evidence = course.Evidence[0];
        TestContext.Current.SendDiagnosticMessage("rig: {0} rows in {1:0} s", Rows.Count, course.Took.TotalSeconds);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var path in _images) File.Delete(path);
        return ValueTask.CompletedTask;
    }

    private List<string> Hardware(TangServer tang)
    {
        var arguments = new List<string> { "-device", "virtio-scsi-pci,id=scsi" };
        Add("rig", "virtio-blk-pci", "", file => WriteRows(file, tang));
        for (var i = 1; i <= 4; i++) Add($"{Row.Virtio}{i}", "virtio-blk-pci", "");
        for (var i = 1; i <= 4; i++) Add($"{Row.Scsi}{i}", "scsi-hd", ",bus=scsi.0");
        for (var i = 1; i <= 2; i++) Add($"{Row.Virtio4K}{i}", "virtio-blk-pci", ",logical_block_size=4096,physical_block_size=4096");
        for (var i = 1; i <= 2; i++) Add($"{Row.Nvme}{i}", "nvme", "");
        return arguments;

        void Add(string serial, string device, string options, Action<FileStream>? write = null)
        {
            var path = NewImage(write);
            arguments.AddRange(["-drive", $"file={path},format=raw,if=none,id={serial},cache=unsafe,discard=unmap,detect-zeroes=unmap"]);
            arguments.AddRange(["-device", $"{device},drive={serial},serial={serial}{options}"]);
        }
    }

    /// <summary>A new disk's image, empty unless something is written to it.</summary>
    private string NewImage(Action<FileStream>? write = null)
    {
        var directory = Path.Combine(Workplace.Out, "vm-disks");
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, $"{Guid.NewGuid():N}.raw");
        _images.Add(path);
        using var file = File.Create(path);
        if (write is null) file.SetLength(DiskBytes);
        else write(file);
        return path;
    }

    /// <summary>A tar with a directory for each row, and the rows of each lane in order.</summary>
    private static void WriteRows(FileStream file, TangServer tang)
    {
        using (var tar = new TarWriter(file, leaveOpen: true))
        {
            var lanes = new[] { new StringBuilder(), new StringBuilder() };
            var lengths = new[] { Rows.Count(static row => row.Hardware is Row.Virtio or Row.Virtio4K), Rows.Count(static row => row.Hardware is Row.Scsi or Row.Nvme) };
            foreach (var row in Rows)
            {
                var hardware = row.Hardware ?? (lengths[0] <= lengths[1] ? Row.Virtio : Row.Scsi);
                var lane = hardware is Row.Virtio or Row.Virtio4K ? 0 : 1;
                if (row.Hardware is null) lengths[lane]++;
                lanes[lane].Append(row.Name).Append('\n');
                Add($"{row.Name}/row", string.Create(CultureInfo.InvariantCulture, $"disks={row.Disks} hardware={hardware} again={(row.Again ? 1 : 0)} pause={row.Pause}\nstages='{row.Stages}'\n"));
                Add($"{row.Name}/config.ign", row.Config.Replace("$tang", $"\"url\": \"{TangServer.Url}\", \"thumbprint\": \"{tang.Thumbprint}\"", StringComparison.Ordinal));
                Add($"{row.Name}/prepare", row.Prepare + "\n");
                Add($"{row.Name}/between", row.Between + "\n");
                Add($"{row.Name}/look", row.Look + "\n");
            }

            for (var i = 0; i < lanes.Length; i++) Add($"lane.{i}", lanes[i].ToString());

            void Add(string name, string text) =>
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }

        const int block = 4096;
        file.SetLength((file.Length + block - 1) / block * block);
    }

    private static List<Row> Chosen(List<Row> all)
    {
        var prefixes = Environment.GetEnvironmentVariable("RIG_ROWS")?.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return prefixes is null ? all : all.FindAll(row => prefixes.Any(prefix => row.Name.StartsWith(prefix, StringComparison.Ordinal)));
    }
}
