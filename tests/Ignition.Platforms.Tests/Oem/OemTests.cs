using System.Text;
using Ignition.Config.Model;
using Ignition.Fetching.Resources;
using Ignition.Fetching.Settings;
using Ignition.Platforms.Oem;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Platforms.Tests.Oem;

/// <summary>Flatcar, sources of configs upstream has not: files of the OEM partition.</summary>
public sealed class OemTests : PlatformTest
{
    [Theory]
    [InlineData("/oem")]
    [InlineData("/usr/share/oem")]
    public async Task Flatcar_oem_is_a_file_below_the_mounted_partition(string directory)
    {
        Put(directory + "/units/a b.service", "[Unit]"u8);
        Assert.Equal("[Unit]", await Read("oem:///units/a%20b.service"));
        Assert.Empty(Ran);
    }

    [Fact]
    public async Task A_link_does_not_lead_off_the_partition()
    {
        Put("/secret", "host"u8);
        Put("/oem/x", ""u8);
        File.CreateSymbolicLink(SystemRoot + "/oem/link", SystemRoot + "/secret");
        Put("/dev/disk/by-label/OEM", ""u8);
        Assert.Equal(FetchFailures.NotFound, (await Assert.ThrowsAsync<FailureException>(() => Read("oem:///link"))).Failure.Code);
    }

    [Fact]
    public async Task Flatcar_oem_that_is_not_mounted_is_mounted_by_its_label()
    {
        Put("/dev/disk/by-label/OEM", ""u8);
        OnRun = command =>
        {
            if (command.Program == "mount") File.WriteAllText(command.Arguments[^1] + "/base.ign", "on the disk");
            if (command.Program == "umount") File.Delete(command.Arguments[^1] + "/base.ign");
            return 0;
        };
        Assert.Equal("on the disk", await Read("oem:///base.ign"));
        Assert.Contains(Ran, line => line.Contains("mount -o ro,nodev,nosuid,noexec", StringComparison.Ordinal) && line.Contains("/dev/disk/by-label/OEM", StringComparison.Ordinal));
        Assert.Contains(Ran, static line => line.StartsWith("umount ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_of_this_scheme_needs_no_network_and_is_checked_like_any_other()
    {
        Assert.True(new SourceUrl("oem:///a").IsLocal);
        Put("/oem/a", "abc"u8);
        await using var contents = new Contents(new ContentsOptions(FetchSettings.Default, Serilog.Core.Logger.None, TimeProvider.System)
        {
            Offline = true,
            Oem = new OemPartition(Context()).ReadAsync,
        });
        var right = new Resource { Source = new SourceUrl("oem:///a"), Hash = "sha256-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" };
        Assert.Equal(3, (await contents.GetAsync(right, "$.here", CancellationToken.None)).Length);
        var wrong = right with { Hash = "sha256-" + new string('0', 64) };
        Assert.Equal(FetchFailures.Hash, (await Assert.ThrowsAsync<FailureException>(() => contents.GetAsync(wrong, "$.here", CancellationToken.None).AsTask())).Failure.Code);
    }

    [Fact]
    public async Task Where_there_is_no_machine_it_says_so()
    {
        await using var contents = new Contents(new ContentsOptions(FetchSettings.Default, Serilog.Core.Logger.None, TimeProvider.System));
        var failure = (await Assert.ThrowsAsync<FailureException>(() => contents.GetAsync(new Resource { Source = new SourceUrl("oem:///a") }, "$.here", CancellationToken.None).AsTask())).Failure;
        Assert.Equal((FetchFailures.Scheme, "$.here"), (failure.Code, failure.ConfigPath));
    }

    private async Task<string> Read(string source) =>
        Encoding.UTF8.GetString(await new OemPartition(Context()).ReadAsync(new SourceUrl(source), "$.here", CancellationToken.None));
}
