using System.Text;
using Ignition.Platforms.Azure;
using Ignition.Platforms.AzureStack;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Platforms.Tests.Azure;

/// <summary>Azure's metadata service, and its disc in drives whose state a test decides about. A machine of Ignition.Vm.Tests reads a
/// real disc.</summary>
public sealed class AzureTests : MetadataTest
{
    private const string Config = """{"ignition":{"version":"3.4.0"}}""";
    private readonly SteppedClock _clock = new();
    private int _state = 4;

    public AzureTests()
    {
        Clock = _clock;
        OnRun = command =>
        {
            if (command.Program == "umount") return 0;
            Directory.Delete(command.Arguments[^1]);
            Directory.CreateSymbolicLink(command.Arguments[^1], command.Arguments[^2] + ".files");
            return 0;
        };
    }

    private void Disc(string type, params (string Path, string Text)[] files)
    {
        var image = new byte[64 << 10];
        string[] descriptors = type == "udf" ? ["CD001", "BEA01", "NSR03"] : ["CD001"];
        for (var i = 0; i < descriptors.Length; i++) Encoding.ASCII.GetBytes(descriptors[i], image.AsSpan((32 << 10) + (i * 2048) + 1));
        Put("/sys/block/sr0/x", []);
        Put("/dev/sr0", image);
        foreach (var (path, text) in files) Put("/dev/sr0.files" + path, Encoding.UTF8.GetBytes(text));
    }

    private Task IsWaitedFor() => Eventually.Holds(() => _clock.Pauses.Count(static pause => pause == TimeSpan.FromSeconds(1)) > 2);

    private async Task<string?> AskAzure()
    {
        await using var server = Serve();
        return await Fetched(new AzurePlatform(new TestDrive("udf", () => _state)), server);
    }

    [Fact]
    public async Task User_data_comes_from_the_metadata_service_in_base64()
    {
        Service = request => request["Metadata"] == "true" && request.Target == "/metadata/instance/compute/userData?api-version=2021-01-01&format=text"
            ? (200, Convert.ToBase64String(Encoding.UTF8.GetBytes(Config), Base64FormattingOptions.InsertLineBreaks))
            : (400, "");
        Assert.Equal(Config, await AskAzure());
        Assert.Equal(["169.254.169.254:80"], Dialled);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_service_that_is_not_ready_is_asked_again(int status)
    {
        Service = _ => Requests.Count < 3 ? (status, "") : (200, Convert.ToBase64String(Encoding.UTF8.GetBytes(Config)));
        Assert.Equal(Config, await AskAzure());
    }

    [Fact]
    public async Task Custom_data_comes_from_the_disc_when_there_is_no_user_data()
    {
        Service = _ => (200, "");
        Disc("udf", ("/ovf-env.xml", "<Environment/>"), ("/CustomData.bin", Config));
        Assert.Equal(Config, await AskAzure());
        Assert.Contains(Ran, line => line.StartsWith("mount -o ro,nodev,nosuid,noexec -t udf ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disc_without_custom_data_means_no_user_data()
    {
        Service = _ => (200, "");
        Disc("udf", ("/ovf-env.xml", "<Environment/>"));
        Assert.Equal("", await AskAzure() ?? "");
    }

    private static string Ovf(string customData) => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <ns0:Environment xmlns="http://schemas.dmtf.org/ovf/environment/1" xmlns:ns0="http://schemas.dmtf.org/ovf/environment/1" xmlns:ns1="http://schemas.microsoft.com/windowsazure">
          <ns1:ProvisioningSection><ns1:Version>1.0</ns1:Version>
            <ns1:LinuxProvisioningConfigurationSet>
              <ns1:ConfigurationSetType>LinuxProvisioningConfiguration</ns1:ConfigurationSetType>
              <ns1:UserName>core</ns1:UserName>{customData}
            </ns1:LinuxProvisioningConfigurationSet>
          </ns1:ProvisioningSection>
        </ns0:Environment>
        """;

    private static string Base64 => Convert.ToBase64String(Encoding.UTF8.GetBytes(Config));

    public static TheoryData<string> WaysToWriteIt { get; } = new()
    {
        $"<ns1:CustomData>{Base64}</ns1:CustomData>",
        $"<CustomData xmlns=\"http://schemas.microsoft.com/windowsazure\">\n  {Base64[..20]}\n  {Base64[20..]}\n</CustomData>",
        $"<ns1:CustomData><![CDATA[{Base64}]]></ns1:CustomData>",
        $"<ns1:CustomData><!-- the config -->{Base64.Replace("=", "&#61;", StringComparison.Ordinal)}</ns1:CustomData>",
    };

    [Theory]
    [MemberData(nameof(WaysToWriteIt))]
    public async Task Custom_data_comes_out_of_the_environment_where_there_is_no_file(string customData)
    {
        Service = _ => (200, "");
        Disc("udf", ("/ovf-env.xml", "\ufeff" + Ovf(customData)));
        Assert.Equal(Config, await AskAzure());
    }

    [Fact]
    public async Task A_file_of_custom_data_comes_before_the_environment()
    {
        Service = _ => (200, "");
        Disc("udf", ("/ovf-env.xml", Ovf("<CustomData>eA==</CustomData>")), ("/CustomData.bin", Config));
        Assert.Equal(Config, await AskAzure());
    }

    [Theory]
    [InlineData("<ns1:CustomData></ns1:CustomData>")]
    [InlineData("<ns1:CustomData/>")]
    [InlineData("<ns1:CustomData>  </ns1:CustomData>")]
    public async Task An_environment_without_custom_data_means_no_user_data(string customData)
    {
        Service = _ => (200, "");
        Disc("udf", ("/ovf-env.xml", Ovf(customData)));
        Assert.Equal("", await AskAzure() ?? "");
    }

    [Theory]
    [InlineData("<ns1:CustomData>{}</ns1:CustomData>")]
    [InlineData("<ns1:CustomData>eA</ns1:CustomData>")]
    [InlineData("<ns1:CustomData>eA==")]
    public async Task Custom_data_that_cannot_be_read_is_a_failure(string customData)
    {
        Service = _ => (200, "");
        Disc("udf", ("/ovf-env.xml", Ovf(customData)));
        var failed = await Assert.ThrowsAsync<FailureException>(AskAzure);
        Assert.Equal("IGN-PLATFORM-ENCODING", failed.Failure.Code.Code);
    }

    [Fact]
    public async Task A_disc_that_is_put_in_late_is_waited_for()
    {
        Service = _ => (200, "");
        Disc("udf", ("/ovf-env.xml", "<Environment/>"), ("/CustomData.bin", Config));
        _state = 3; // not ready
        var fetch = AskAzure();
        await IsWaitedFor();
        Assert.False(fetch.IsCompleted);
        _state = 4;
        Assert.Equal(Config, await fetch);
    }

    [Fact]
    public async Task Another_disc_is_not_taken_for_that_of_Azure()
    {
        Service = _ => (200, "");
        Disc("udf", ("/CustomData.bin", "not this one"));
        var fetch = AskAzure();
        await IsWaitedFor();
        Assert.False(fetch.IsCompleted);
        Put("/dev/sr0.files/CustomData.bin", Encoding.UTF8.GetBytes(Config));
        Put("/dev/sr0.files/ovf-env.xml", "<Environment/>"u8);
        Assert.Equal(Config, await fetch);
    }

    [Theory]
    [InlineData("udf")]
    [InlineData("iso9660")]
    public async Task Azure_Stack_reads_a_disc_of_either_kind_without_the_network(string type)
    {
        Disc(type, ("/ovf-env.xml", "<Environment/>"), ("/CustomData.bin", Config));
        var platform = new AzureStackPlatform(new TestDrive(["udf", "iso9660"], () => _state));
        Assert.Equal("azurestack", platform.Id);
        var data = await platform.FetchAsync(Context() with { Offline = true }, CancellationToken.None);
        Assert.Equal(Config, Encoding.UTF8.GetString(data.Bytes!));
    }

    private sealed class TestDrive(string[] types, Func<int> state) : OvfDrive(types)
    {
        public TestDrive(string type, Func<int> state)
            : this([type], state)
        {
        }

        protected override int Status(string device) => state();
    }
}
