using System.Text;
using System.Text.Json;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>A first boot on VirtualBox, up to the login: the guest property gives the config in the initramfs and is deleted before
/// the real root is up. Afterwards there is a new property, which the host keeps. QEMU has no such device: vboxhost.pl plays it.</summary>
public sealed class VirtualBoxBoot(GuestImage image) : IAsyncLifetime
{
    private const string Unit = """
        [Unit]
        Description=Stand-in for VirtualBox
        DefaultDependencies=no
        Before=ignition-fetch-offline.service ignition-delete-config.service
        [Service]
        ExecStartPre=/usr/sbin/modprobe cuse
        ExecStartPre=/bin/sh -c '[ -e /run/vboxhost ] || cp -r /etc/vboxhost /run/vboxhost'
        ExecStart=/usr/bin/perl /etc/vboxhost/host.pl /run/vboxhost
        ExecStartPost=/bin/sh -c 'until [ -e /dev/vboxguest ]; do sleep 0.1; done'
        [Install]
        WantedBy=sysinit.target

        """;

    internal Course Course { get; private set; } = null!;

    internal Evidence Evidence => Course.Evidence[0];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var host = await File.ReadAllTextAsync(Path.Combine(Workplace.Root, "tests", "Ignition.Vm.Tests", "Clouds", "vboxhost.pl"));
        using var disk = GuestDisk.Fresh(image);
        using var properties = Overlay.On(
            image.Initramfs,
            ("/usr/bin/perl", image.ReadFile("/usr/bin/perl")),
            ("/etc/vboxhost/host.pl", Encoding.UTF8.GetBytes(host)),
            ("/etc/vboxhost/_Ignition_Config", Config(host)),
            ("/usr/lib/systemd/system/vboxhost.service", Encoding.UTF8.GetBytes(Unit)),
            ("/usr/lib/systemd/system/ignition-fetch-offline.service.d/vboxhost.conf", "[Unit]\nWants=vboxhost.service\nAfter=vboxhost.service\n"u8.ToArray()));
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "virtualbox",
            Platform = "virtualbox",
            Initramfs = properties.Path,
            KernelArguments = "ignition.firstboot",
            Script = """
                unit=ignition-delete-config.service
                cp /etc/from-virtualbox file
                cp /run/vboxhost/log calls
                ls /run/vboxhost >properties
                systemctl show $unit -p ActiveState -p ConditionResult -p ExecMainStatus >unit
                systemctl show $unit sysinit.target -p ActiveEnterTimestampMonotonic --value | grep . >times
                systemctl --failed --plain --no-legend >failed

                echo a secret >/run/vboxhost/_Ignition_Config
                touch /run/vboxhost/read-only
                /usr/libexec/ignition-rmcfg --platform=virtualbox
                echo "exit $?" >kept
                journalctl -b -o export >journal
                """,
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static byte[] Config(string host) => Encoding.UTF8.GetBytes($$"""
        {
          "ignition": {"version": "3.4.0"},
          "storage": {
            "files": [
              {"path": "/etc/from-virtualbox", "contents": {"source": "data:,property"} },
              {"path": "/etc/vboxhost/host.pl", "contents": {"source": "data:;base64,{{Convert.ToBase64String(Encoding.UTF8.GetBytes(host))}}"} }
            ]
          },
          "systemd": {"units": [{"name": "vboxhost.service", "enabled": true, "contents": "{{JsonEncodedText.Encode(Unit)}}"}] }
        }
        """);
}

/// <summary>What became of it.</summary>
public sealed class VirtualBoxTests(VirtualBoxBoot boot) : IClassFixture<VirtualBoxBoot>
{
    [Fact]
    public void The_machine_is_set_up_from_its_guest_property()
    {
        Assert.Equal("property", boot.Evidence["file"]);
        Assert.Equal("", boot.Evidence["failed"]);
    }

    [Fact]
    public void The_config_is_deleted_from_the_hypervisor_after_the_first_boot()
    {
        var calls = boot.Evidence.Lines("calls");
        Assert.Equal(["delete /Ignition/Config/Encoding -78", "delete /Ignition/Config 0"], calls.Where(c => c.StartsWith("delete", StringComparison.Ordinal)));
        Assert.All(calls.Where(c => c.StartsWith("connect", StringComparison.Ordinal)), c => Assert.Equal("connect VBoxGuestPropSvc", c));
        Assert.DoesNotContain("_Ignition_Config", boot.Evidence.Lines("properties"));
    }

    [Fact]
    public void It_is_deleted_before_anything_else_of_the_machine_runs()
    {
        Assert.Equal(["ActiveState=active", "ConditionResult=yes", "ExecMainStatus=0"], boot.Evidence.Lines("unit").Order());
        var times = Array.ConvertAll(boot.Evidence.Lines("times"), long.Parse);
        Assert.InRange(times[0], 1, times[1]);
    }

    [Fact]
    public void A_host_that_keeps_the_config_is_a_failure_that_everybody_is_told_of()
    {
        Assert.Equal("exit 1", boot.Evidence["kept"]);
        var entry = Assert.Single(boot.Evidence.Journal, e => e["IGNITION_CODE"] == "IGN-PLATFORM-DELETE");
        Assert.Equal("3", entry["PRIORITY"]);
        Assert.Contains("(the host keeps the property read-only)", entry["MESSAGE"]);
        Assert.DoesNotContain("a secret", string.Concat(entry.Values));
        Assert.Contains("ignition: The config was not deleted from virtualbox: IGN-PLATFORM-DELETE", boot.Course.Console);
    }
}
