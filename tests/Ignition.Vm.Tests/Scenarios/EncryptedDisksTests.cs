namespace Ignition.Vm.Tests.Scenarios;

/// <summary>What became of arrays and LUKS volumes on the first boot, and that the second opens them without us.</summary>
public sealed class EncryptedDisksTests(EncryptedDisks boots) : IClassFixture<EncryptedDisks>
{
    public static TheoryData<string> Volumes => [.. EncryptedDisks.Volumes];

    [Theory]
    [MemberData(nameof(Volumes))]
    public void A_volume_is_mounted_with_its_files_on_both_boots(string volume)
    {
        Assert.Equal($"in {volume}", boots.First["file." + volume]);
        Assert.Equal($"in {volume}", boots.Second["file." + volume]);
        Assert.Contains(boots.Second.Lines("mounts"), line => line.StartsWith($"/srv/{volume} ", StringComparison.Ordinal));
    }

    [Fact]
    public void Crypttab_names_every_volume_by_its_uuid()
    {
        var lines = boots.First.Lines("crypttab");
        Assert.Equal("data UUID=11111111-2222-3333-4444-555555555555 /etc/luks/data luks,x-initrd.attach", lines[0]);
        Assert.Matches(@"^sealed UUID=[-0-9a-f]{36} none luks,x-initrd\.attach$", lines[1]);
        Assert.Matches(@"^remote UUID=[-0-9a-f]{36} none luks,_netdev,x-initrd\.attach$", lines[2]);
        Assert.Matches(@"^custom UUID=[-0-9a-f]{36} none luks,x-initrd\.attach$", lines[3]);
        Assert.Matches(@"^made UUID=[-0-9a-f]{36} /etc/luks/made luks,x-initrd\.attach$", lines[4]);
    }

    [Fact]
    public void B25_no_volume_is_unfinished_after_the_first_boot_and_labels_stay()
    {
        Assert.DoesNotContain("ignition-unfinished", boots.First["dumps"], StringComparison.Ordinal);
        Assert.Contains("datavol", boots.First["dumps"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sealed")]
    [InlineData("remote")]
    [InlineData("custom")]
    public void A_volume_bound_to_pins_has_one_key_and_a_clevis_token(string volume)
    {
        Assert.Equal("1", boots.First[$"slots.{volume}"]);
        Assert.Contains("clevis", boots.First[$"tokens.{volume}"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_array_is_whole_on_both_boots()
    {
        Assert.Contains("[UU]", boots.First["mdstat"], StringComparison.Ordinal);
        Assert.Contains("[UU]", boots.Second["mdstat"], StringComparison.Ordinal);
        Assert.Equal(boots.First["array"], boots.Second["array"]);
    }

    [Fact]
    public void The_second_boot_runs_no_stage() =>
        Assert.DoesNotContain(boots.Second.Journal, entry => entry["SYSLOG_IDENTIFIER"] == "ignition");

    [Fact]
    public void Nothing_failed()
    {
        Assert.Equal("", boots.First["failed"]);
        Assert.Equal("", boots.Second["failed"]);
    }

    [Fact]
    public void No_key_is_in_the_journal()
    {
        Assert.DoesNotContain(boots.First.Journal, entry => entry.Values.Any(value => value.Contains("the key of data", StringComparison.Ordinal) || value.Contains("dGhlIGtleSBvZiBkYXRh", StringComparison.Ordinal)));
    }
}
