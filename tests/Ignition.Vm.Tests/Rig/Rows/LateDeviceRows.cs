using System.Globalization;

namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>Devices that come while the stage waits for them.</summary>
internal static class LateDeviceRows
{
    public static Row[] All =>
    [
        new("a disk that is plugged in late is waited for, and the console says so")
        {
            Disks = 0,
            Prepare = "arguments=ignition.device.timeout=300 limit=330 log=journal",
            Storage = $$"""
                "disks": [{"device": "{{Row.LateDevice}}", "partitions": [{"label": "late", "number": 1}]}],
                "filesystems": [{"device": "{{Row.LateDevice}}-part1", "format": "ext4", "label": "late"}]
                """,
            Look = $"""
                late=$(readlink -f {Row.LateDevice})
                blkid -p -o value -s LABEL "$late"1 >label
                udevadm info -q property "$late" | sed -n 's/^USEC_INITIALIZED=//p' >came
                """,
            Then = static after =>
            {
                Assert.Equal("late", after.Text("label"));
                Assert.Matches($"ignition: waiting for device \\S*virtio-{Row.Late}: [0-9]+ s so far, at most 300 s", after.Console);
                var came = double.Parse(after.Text("came"), CultureInfo.InvariantCulture) / 1e6;
                var told = after.Log("disks").Split('\n').Where(static line => line.Contains("waiting for device", StringComparison.Ordinal))
                    .Select(static line => double.Parse(line.AsSpan(1, line.IndexOf(']', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture)).ToList();
                Assert.True(told[0] < came, "the disk came before anybody waited for it");
                Assert.True(told.Count(time => time > came) <= 1, "the stage went on waiting for what was there"); // udev makes the link a little after it has seen the disk
            },
        },
    ];
}
