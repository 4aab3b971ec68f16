using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>A first boot on Azure: the metadata service is not ready, then has no user data, so that the provisioning CD decides.
/// Afterwards the service has user data, and the same machine asks again.</summary>
public sealed class AzureBoot(GuestImage image) : IAsyncLifetime
{
    private const string UserData = "/metadata/instance/compute/userData?api-version=2021-01-01&format=text";
    private int _asked;

    internal Course Course { get; private set; } = null!;

    internal Evidence Evidence => Course.Evidence[0];

    internal IReadOnlyList<CloudRequest> Requests { get; private set; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var cd = Drive.Udf("rd_rdfe_stable", ("/ovf-env.xml", "<Environment/>"), ("/CustomData.bin", OpenStackBoots.Writes("/etc/from-azure", "custom-data")));
        using var other = Drive.Udf("somebody", ("/CustomData.bin", OpenStackBoots.Writes("/etc/from-azure", "not-marked")));
        using var cloud = new Cloud("azure");
        cloud.StartDhcp();
        var service = cloud.Serve(Cloud.Metadata, 80, request => request switch
        {
            { Target: not UserData } => Answer.Text(404),
            _ when request["Metadata"] != "true" => Answer.Text(400),
            _ => Interlocked.Increment(ref _asked) switch
            {
                1 => Answer.Text(429, "", "Retry-After: 1"),
                2 => Answer.Text(404),
                3 => Answer.Text(200),
                _ => Answer.Text(200, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(OpenStackBoots.Writes("/etc/from-azure", "user-data")))),
            },
        });
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "azure",
            Platform = "azure",
            Link = cloud.Link,
            Arguments = [.. other.AsCd("other"), .. cd.AsCd("provisioning")],
            KernelArguments = "ignition.firstboot ignition.vm.initramfs",
            Script = """
                cp /sysroot/etc/from-azure file
                ignition --platform=azure --stage=fetch --config-cache=$PWD/again.json --neednet=/run/not-needed --state-file=/run/state-again --log-to-stdout >again.log 2>&1
                echo $? >again.exit
                cat /proc/mounts >mounts
                journalctl -b -o export >journal
                """,
        });
        Requests = service.Requests;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What became of it.</summary>
public sealed class AzureTests(AzureBoot boot) : IClassFixture<AzureBoot>
{
    [Fact]
    public void The_provisioning_CD_gives_the_custom_data_when_the_service_has_no_user_data() => Assert.Equal("custom-data", boot.Evidence["file"]);

    [Fact]
    public void The_service_is_asked_first_and_waited_for()
    {
        Assert.Equal(4, boot.Requests.Count);
        Assert.Contains("169.254.169.254/metadata/instance/compute/userData", string.Join('\n', boot.Evidence.Journal.Select(e => e["MESSAGE"])));
    }

    [Fact]
    public void User_data_of_the_service_goes_before_the_CD()
    {
        Assert.Equal("0", boot.Evidence["again.exit"]);
        Assert.Contains("\"data:,user-data\"", boot.Evidence["again.json"]);
    }

    [Fact]
    public void Nothing_stays_mounted() => Assert.DoesNotContain("ignition-configdrive", boot.Evidence["mounts"]);

    [Fact]
    public void The_agent_logs_no_error() => Assert.DoesNotContain(boot.Evidence.Journal,
        e => e["SYSLOG_IDENTIFIER"] == "ignition" && e["PRIORITY"] is ("0" or "1" or "2" or "3"));
}
