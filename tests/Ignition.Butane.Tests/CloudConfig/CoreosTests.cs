namespace Ignition.Butane.Tests.CloudConfig;

/// <summary>Blocks of coreos-cloudinit.</summary>
public sealed class CoreosTests
{
    [Fact]
    public void Units_drop_ins_masks_and_the_strategy_are_carried()
    {
        var json = Samples.Json("coreos.yaml");
        Assert.Contains("""{"contents":"[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n","enabled":true,"name":"hello.service"}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"dropins":[{"contents":"[Service]\nRestart=always\n","name":"10.conf"}],"mask":true,"name":"docker.service"}""", json, StringComparison.Ordinal);
        Assert.Contains("zincati/config.d/55-cloud-config.toml", json, StringComparison.Ordinal);
        Assert.Contains("enabled%20%3D%20false", json, StringComparison.Ordinal);
        Assert.Contains("ssh-rsa AAAA x", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Flatcar_has_its_own_file_for_updates()
    {
        Assert.Contains("/etc/flatcar/update.conf", Samples.Json("flatcar.yaml"), StringComparison.Ordinal);
        Assert.Contains("    REBOOT_STRATEGY=off\n", Samples.Convert("flatcar.yaml").Butane!, StringComparison.Ordinal);
        Assert.Contains("FLANNELD_INTERFACE=eth1", Samples.Convert("flatcar.yaml").Butane, StringComparison.Ordinal);
        Assert.Contains("LOCKSMITHD_REBOOT_WINDOW_START=\"Thu 04:00\"", Samples.Convert("coreos-full.yaml", "flatcar").Butane, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_for_reboots_is_one_of_zincati()
    {
        var butane = Samples.Convert("coreos-full.yaml").Butane!;
        Assert.Contains("days = [ \"Thu\" ]", butane, StringComparison.Ordinal);
        Assert.Contains("start_time = \"04:00\"", butane, StringComparison.Ordinal);
        Assert.Contains("length_minutes = 90", butane, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_that_was_started_and_cannot_be_enabled_is_wanted()
    {
        var json = Samples.Json("coreos-full.yaml");
        Assert.Contains("""{"contents":"[Unit]\nWants=app.service\n","name":"20-app.service.conf"}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"contents":"[Service]\nExecStart=/bin/true\n","name":"app.service"}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"enabled":false,"name":"etcd2.service"}""", json, StringComparison.Ordinal);
        Assert.Contains("Environment=A=2", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Environment=A=1", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2 $private_ipv4: ")]
    [InlineData("11 users.elroy.coreos-ssh-import-github: ")]
    [InlineData("16 write-files: coreos.units on line 25 writes /etc/systemd/system/app.service after this")]
    [InlineData("40 coreos.units.name: there is no etcd2.service any more")]
    [InlineData("79 coreos.fleet: ")]
    [InlineData("82 coreos.oem: ")]
    public void What_has_no_counterpart_is_told_with_its_line(string said) =>
        Assert.Contains(Samples.Said(Samples.Convert("coreos-full.yaml")), line => line.StartsWith(said, StringComparison.Ordinal));
}
