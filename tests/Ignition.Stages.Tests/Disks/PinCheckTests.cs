using System.Text;
using Ignition.Config.Model;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Volumes;
using Serilog;
using Xunit;

namespace Ignition.Stages.Tests.Disks;

/// <summary>What is seen of pins before anything is written.</summary>
public sealed class PinCheckTests : IDisposable
{
    private const string Url = "http://tang.example/";
    private const string Keys = "http://tang.example/adv/" + TangAdvertisementTests.Signing;
    private const string At = "$.storage.luks.0.clevis";
    private static readonly Clevis _sealed = new() { Tpm2 = true };
    private static readonly Clevis _far = new() { Tang = [new Tang { Url = Url, Thumbprint = TangAdvertisementTests.Signing }] };
    private readonly string _devices = Directory.CreateTempSubdirectory("ignition-pins-").FullName;
    private readonly Dictionary<string, string> _servers = [];
    private readonly List<string> _asked = [];
    private readonly LogLines _lines = new();
    private string? _tcti;
    private int _looks;
    private int _comesAtLook;
    private TimeSpan _limit = TimeSpan.FromMilliseconds(100);

    public void Dispose() => Directory.Delete(_devices, recursive: true);

    [Theory]
    [InlineData("tpmrm0")]
    [InlineData("tpmrm3")]
    public async Task A_TPM_with_the_kernels_resource_manager_will_do(string device)
    {
        File.WriteAllText($"{_devices}/{device}", "");
        await CheckAsync(_sealed);
    }

    [Fact]
    public async Task A_machine_without_a_TPM_is_refused_with_the_place_in_the_config()
    {
        var failure = await RefusedAsync(_sealed);
        Assert.Equal(("IGN-DISKS-TPM", At + ".tpm2"), (failure.Code.Code, failure.ConfigPath));
        Assert.Equal("a TPM 2.0 did not appear within 0 s", failure.Cause);
    }

    [Fact]
    public async Task A_TPM_1_2_is_none()
    {
        File.WriteAllText($"{_devices}/tpm0", "");
        Assert.Equal("IGN-DISKS-TPM", (await RefusedAsync(_sealed)).Code.Code);
    }

    [Fact]
    public async Task A_TPM_that_the_environment_names_is_left_to_clevis()
    {
        _tcti = "swtpm:port=2321";
        await CheckAsync(_sealed);
    }

    [Fact]
    public async Task A_TPM_whose_driver_comes_late_is_waited_for()
    {
        _limit = TimeSpan.FromSeconds(60);
        _comesAtLook = 3;
        await CheckAsync(_sealed);
        Assert.True(_looks >= 3);
    }

    [Theory]
    [InlineData("tpm2", "{}", "IGN-DISKS-TPM")]
    [InlineData("sss", """{"t": 1, "pins": {"null": {}, "tpm2": {"pcr_ids": "7"}}}""", "IGN-DISKS-TPM")]
    [InlineData("sss", """{"t": 1, "pins": {"sss": [{"t": 1, "pins": {"tpm2": {}}}]}}""", "IGN-DISKS-TPM")]
    [InlineData("sss", """{"t": 1, "pins": {"tpm2": []}}""", "IGN-DISKS-VALUE")]
    [InlineData("sss", """{"t": 3, "pins": {"null": [{}, {}]}}""", "IGN-DISKS-VALUE")]
    [InlineData("sss", """{"t": 0, "pins": {"null": {}}}""", "IGN-DISKS-VALUE")]
    [InlineData("sss", """{"t": 1, "pins": {"null": ["x"]}}""", "IGN-DISKS-VALUE")]
    [InlineData("null", "no JSON", "IGN-DISKS-VALUE")]
    [InlineData("null", "[]", "IGN-DISKS-VALUE")]
    [InlineData("tang", "{}", "IGN-DISKS-TANG-KEY")]
    [InlineData("tang", """{"url": "http://tang.example"}""", "IGN-DISKS-TANG-KEY")]
    [InlineData("sss", """{"t": 1, "pins": {"tang": {"url": "http://tang.example", "thp": "x"}}}""", "IGN-DISKS-TANG-KEY")]
    public async Task A_pin_in_clevis_own_words_is_looked_at_as_well(string pin, string config, string code)
    {
        var failure = await RefusedAsync(Custom(pin, config));
        Assert.Equal((code, At + ".custom.config"), (failure.Code.Code, failure.ConfigPath));
    }

    [Theory]
    [InlineData("null", "{}")]
    [InlineData("yubikey", """{"slot": 2}""")]
    [InlineData("sss", """{"pins": {"null": {}}}""")]
    [InlineData("sss", """{"t": 2, "pins": {"null": [{}, {}]}}""")]
    [InlineData("tang", """{"url": "http://tang.example", "thp": "any", "adv": @}""")]
    [InlineData("tang", """{"url": "http://tang.example", "adv": @}""")]
    [InlineData("tang", """{"url": "http://tang.example", "adv": "/etc/adv.jws"}""")]
    public async Task A_pin_that_clevis_takes_is_taken(string pin, string config) =>
        await CheckAsync(Custom(pin, config.Replace("@", TangAdvertisementTests.Real, StringComparison.Ordinal)));

    [Fact]
    public async Task More_pins_than_there_are_cannot_be_needed()
    {
        var failure = await RefusedAsync(_far with { Threshold = 2 });
        Assert.Equal(("IGN-DISKS-VALUE", At + ".threshold"), (failure.Code.Code, failure.ConfigPath));
        Assert.Equal("a volume cannot be opened with so many of its pins", failure.Cause);
    }

    [Fact]
    public async Task A_tang_server_is_asked_what_clevis_will_ask_it()
    {
        _servers[Keys] = TangAdvertisementTests.Real;
        await CheckAsync(_far);
        Assert.Equal([Keys], _asked);
    }

    [Fact]
    public async Task A_tang_server_that_does_not_know_the_thumbprint_is_refused_with_the_place_in_the_config()
    {
        var failure = await RefusedAsync(_far);
        Assert.Equal(("IGN-DISKS-TANG-KEY", At + ".tang.0"), (failure.Code.Code, failure.ConfigPath));
        Assert.Equal($"tang server http://tang.example advertises no signing key with thumbprint {TangAdvertisementTests.Signing} beside a key for exchanges", failure.Cause);
    }

    [Fact]
    public async Task A_tang_server_that_answers_with_other_keys_is_refused()
    {
        _servers["http://tang.example/adv/other"] = TangAdvertisementTests.Real;
        Assert.Equal("IGN-DISKS-TANG-KEY", (await RefusedAsync(Far("other", null))).Code.Code);
    }

    [Fact]
    public async Task A_server_that_is_no_tang_server_is_refused()
    {
        _servers[Keys] = "<html>";
        Assert.Equal("IGN-DISKS-TANG-KEY", (await RefusedAsync(_far)).Code.Code);
    }

    [Fact]
    public async Task An_advertisement_of_the_config_is_judged_and_nobody_asked()
    {
        await CheckAsync(Far(TangAdvertisementTests.Signing, TangAdvertisementTests.Real));
        Assert.Equal("IGN-DISKS-TANG-KEY", (await RefusedAsync(Far("other", TangAdvertisementTests.Real))).Code.Code);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_volume_that_is_used_again_may_be_bound_to_keys_that_were_rotated_and_to_a_TPM_that_is_gone()
    {
        _servers["http://tang.example/adv"] = "";
        await CheckAsync(_far with { Tpm2 = true }, binds: false);
        Assert.Equal(["http://tang.example/adv"], _asked);
    }

    private static Clevis Custom(string pin, string config) => new() { Custom = new ClevisCustom { Pin = pin, Config = config } };

    private static Clevis Far(string thumbprint, string? advertisement) => new() { Tang = [new Tang { Url = Url, Thumbprint = thumbprint, Advertisement = advertisement }] };

    private async Task<Failure> RefusedAsync(Clevis clevis) => (await Assert.ThrowsAsync<FailureException>(() => CheckAsync(clevis))).Failure;

    private async Task CheckAsync(Clevis clevis, bool binds = true)
    {
        using var log = new LoggerConfiguration().WriteTo.Sink(_lines).CreateLogger();
        using var context = new DisksContext(_limit, log, TimeProvider.System);
        var machine = new Machine("/", new Servers(_servers, _asked), new EngineState(), log, TimeProvider.System);
        var check = new PinCheck(context, machine) { Tpm = new TpmDevice { Directory = _devices, Variable = Look } };
        await check.CheckAsync(clevis, At, binds, TestContext.Current.CancellationToken);
    }

    /// <summary>Every look for a TPM begins with the environment.</summary>
    private string? Look(string variable)
    {
        if (++_looks == _comesAtLook) File.WriteAllText($"{_devices}/tpmrm0", "");
        return variable == "TPM2TOOLS_TCTI" ? _tcti : null;
    }

    private sealed class Servers(Dictionary<string, string> pages, List<string> asked) : IContents
    {
        public ValueTask<Content> GetAsync(Resource resource, string configPath, CancellationToken cancel)
        {
            var url = $"{resource.Source}";
            asked.Add(url);
            return pages.TryGetValue(url, out var page)
                ? new(new MemoryContent(Encoding.UTF8.GetBytes(page)))
                : throw new FailureException(FetchFailures.NotFound, $"{url} is not there", configPath);
        }
    }
}
