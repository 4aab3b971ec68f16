using Ignition.Linux.Systemd;
using Ignition.Linux.Tests.Files;
using Xunit;

namespace Ignition.Linux.Tests.Systemd;

public sealed class UnitTests : IDisposable
{
    private const string System = "/usr/lib/systemd/system";
    private readonly ScratchRoot _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("echo@bar.service", "echo@.service", "bar")]
    [InlineData("echo@.service", "echo@.service", "")]
    [InlineData("postgresql@9.3-main.service", "postgresql@.service", "9.3-main")]
    [InlineData("plain.service", "plain.service", "")]
    [InlineData("no-extension@x", "no-extension@x", "")]
    [InlineData("a@b@c.service", "a@.service", "b@c")]
    public void Names_are_split_at_the_first_at_and_the_last_dot(string name, string template, string instance)
    {
        Assert.Equal(template, new UnitName(name).Template);
        Assert.Equal(instance, new UnitName(name).Instance);
    }

    [Fact]
    public void Enabling_makes_the_links_that_systemctl_makes()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving owners needs root");
        _scratch.Write($"{System}/foo.service", """
            [Unit]
            WantedBy=not-here.target
            [Install]
            # comment
            WantedBy=multi-user.target \
              other.target
            RequiredBy=critical.target
            UpheldBy=up.target
            Alias=bar.service %p-alias.service
            Also=foo.socket
            """)
            .Write($"{System}/foo.socket", "[Install]\nWantedBy=sockets.target\nAlso=foo.service\n")
            .Write("/etc/systemd/system/foo.service.d/more.conf", "[Install]\nWantedBy=third.target\n");
        var enablement = new Enablement(_scratch.Root);

        enablement.Enable(new UnitName("foo.service"));

        foreach (var link in new[]
                 {
                     "multi-user.target.wants/foo.service", "other.target.wants/foo.service", "third.target.wants/foo.service",
                     "critical.target.requires/foo.service", "up.target.upholds/foo.service", "bar.service", "foo-alias.service",
                 })
            Assert.Equal($"{System}/foo.service", _scratch.Root.ReadLink("/etc/systemd/system/" + link));
        Assert.Equal($"{System}/foo.socket", _scratch.Root.ReadLink("/etc/systemd/system/sockets.target.wants/foo.socket"));
        Assert.Empty(enablement.Missing(new UnitName("foo.service")));

        enablement.Disable(new UnitName("foo.service"));

        Assert.Empty(enablement.Present(new UnitName("foo.service")));
        Assert.Null(_scratch.Root.Inspect("/etc/systemd/system/bar.service"));
        Assert.NotNull(_scratch.Root.Inspect($"{System}/foo.service"));
    }

    [Fact]
    public void Instances_link_to_their_template_and_a_bare_template_means_its_default_instance()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving owners needs root");
        _scratch.Write($"{System}/echo@.service", "[Install]\nWantedBy=multi-user.target dev-%i.device\nDefaultInstance=tty1\n");
        var enablement = new Enablement(_scratch.Root);

        enablement.Enable(new UnitName("echo@a.service"));
        enablement.Enable(new UnitName("echo@.service"));

        Assert.Equal($"{System}/echo@.service", _scratch.Root.ReadLink("/etc/systemd/system/multi-user.target.wants/echo@a.service"));
        Assert.NotNull(_scratch.Root.Inspect("/etc/systemd/system/dev-tty1.device.wants/echo@tty1.service"));

        enablement.Disable(new UnitName("echo@a.service")); // B50
        Assert.Null(_scratch.Root.Inspect("/etc/systemd/system/multi-user.target.wants/echo@a.service"));
        Assert.NotNull(_scratch.Root.Inspect("/etc/systemd/system/multi-user.target.wants/echo@tty1.service"));

        enablement.Disable(new UnitName("echo@.service"));
        Assert.Empty(_scratch.Root.List("/etc/systemd/system/multi-user.target.wants"));
    }

    [Fact]
    public void Masked_unknown_and_static_units_have_no_links()
    {
        _scratch.Write($"{System}/masked.service", "[Install]\nWantedBy=a.target\n")
            .Link("/etc/systemd/system/masked.service", "../../../dev/null")
            .Write($"{System}/static.service", "[Service]\n");
        var enablement = new Enablement(_scratch.Root);

        Assert.Empty(enablement.Links(new UnitName("masked.service")));
        Assert.Empty(enablement.Links(new UnitName("unknown.service")));
        Assert.Empty(enablement.Links(new UnitName("static.service")));
        Assert.True(new UnitFiles(_scratch.Root).PointsToNull("/etc/systemd/system/masked.service")); // B52
    }

    [Fact]
    public void B49_presets_are_merged_and_merging_twice_changes_nothing()
    {
        PresetLine[] lines = [new(false, "b.service", []), new(true, "a@.service", ["x", "y"]), new(false, "a@.service", [])];

        var once = PresetFile.Merge("# kept\nenable other.service\nenable b.service\n", lines);

        Assert.Equal("# kept\nenable other.service\nenable a@.service x y\ndisable a@.service\ndisable b.service\n", once);
        Assert.Equal(once, PresetFile.Merge(once, lines));
    }

    [Fact]
    public void B51_a_bare_template_has_no_trailing_blank() =>
        Assert.Equal("enable x@.service", new PresetLine(true, "x@.service", []).ToString());
}
