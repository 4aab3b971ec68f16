using System.Text;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>A machine that is handed Butane as it was written: the user of one file, the file and container of another, merged.</summary>
public sealed class ButaneBoot(GuestImage image) : IAsyncLifetime
{
    private const string Seed = """
        variant: fcos
        version: 1.6.0
        passwd:
          users:
            - name: core
              ssh_authorized_keys:
                - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOneOneOneOneOneOneOneOneOneOneOneOneOneOne one@key
        ignition:
          config:
            merge:
              - source: data:;base64,CHILD
        """;

    private const string Child = """
        variant: fcos
        version: 1.6.0
        storage:
          files:
            - path: /etc/motd.d/hello
              mode: 0644
              contents:
                inline: set up from Butane
        systemd:
          units:
            - name: web.service
              enabled: true
              contents: |
                [Unit]
                Description=A web server in a container
                ConditionPathExists=/usr/bin/podman
                [Service]
                ExecStart=/usr/bin/podman run --rm docker.io/library/nginx:stable
                [Install]
                WantedBy=multi-user.target
        """;

    internal Evidence Evidence { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        var child = Convert.ToBase64String(Encoding.UTF8.GetBytes(Child));
        Evidence = (await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "butane",
            Config = Encoding.UTF8.GetBytes(Seed.Replace("CHILD", child, StringComparison.Ordinal)),
            KernelArguments = "ignition.firstboot",
            Script = """
                getent passwd core >passwd
                cp /home/core/.ssh/authorized_keys.d/ignition keys
                stat -c '%a %U:%G' /etc/motd.d/hello >mode
                cp /etc/motd.d/hello hello
                systemctl is-enabled web.service >enabled
                systemctl show -P ConditionResult -P Description web.service >unit
                journalctl -b -o export >journal
                """,
        })).Evidence[0];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What became of it.</summary>
public sealed class ButaneBootTests(ButaneBoot boot) : IClassFixture<ButaneBoot>
{
    [Fact]
    public void The_user_has_the_key()
    {
        Assert.StartsWith("core:x:", boot.Evidence["passwd"], StringComparison.Ordinal);
        Assert.EndsWith("one@key", boot.Evidence["keys"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_stands_where_the_merged_butane_wants_it()
    {
        Assert.Equal("set up from Butane", boot.Evidence["hello"]);
        Assert.Equal("644 root:root", boot.Evidence["mode"]);
    }

    [Fact]
    public void The_container_unit_is_enabled()
    {
        Assert.Equal("enabled", boot.Evidence["enabled"]);
        Assert.Contains("A web server in a container", boot.Evidence["unit"], StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_of_steps_point_at_lines_of_the_yaml()
    {
        var write = boot.Evidence.Journal.Where(e => e["IGNITION_STEP"].Contains("/etc/motd.d/hello", StringComparison.Ordinal));
        Assert.Contains(write, e => e["IGNITION_CONFIG_PLACE"].EndsWith(":5:7", StringComparison.Ordinal));
    }
}
