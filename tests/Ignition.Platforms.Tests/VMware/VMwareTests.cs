using System.Buffers.Binary;
using System.Text;
using Ignition.Platforms.VMware;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Platforms.Tests.VMware;

public sealed class VMwareTests : PlatformTest
{
    private const string Ovf = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- made by a test -->
        <Environment xmlns="http://schemas.dmtf.org/ovf/environment/1" xmlns:oe="http://schemas.dmtf.org/ovf/environment/1">
          <PropertySection>
            <Property oe:key="guestinfo.ignition.config.data" oe:value="e30=&#10;"/>
            <Property oe:key="other" oe:value="a &amp; b > c"></Property>
            <Property key="guestinfo.ignition.config.data" oe:value="not in the namespace"/>
            <Property oe:key="guestinfo.ignition.config.data.encoding" oe:value="base64"/>
          </PropertySection>
        </Environment>
        """;

    private readonly Dictionary<string, string> _variables = [];
    private bool _refuse;

    private VMwarePlatform Platform() => new(() => new GuestInfo(new RpcChannel(new FakeBackdoor(Reply))));

    private string Reply(string request)
    {
        var words = request.Split(' ', 3);
        var key = words[1]["guestinfo.".Length..];
        if (words[0] == "info-get") return _variables.TryGetValue(key, out var value) ? "1 " + value : "0 No value found";
        if (_refuse) return "0 Permission denied";
        _variables[key] = words[2];
        return "1 ";
    }

    private async Task<string?> FetchVariables()
    {
        var bytes = (await Platform().FetchAsync(Context(), CancellationToken.None)).Bytes;
        return bytes is null ? null : Encoding.UTF8.GetString(bytes);
    }

    [Theory]
    [InlineData("", "{\"a\":12}")]
    [InlineData("b64", null)]
    [InlineData("base64", null)]
    [InlineData("gz+base64", null)]
    [InlineData("gzip+b64", null)]
    public async Task Data_is_decoded_as_declared(string encoding, string? plain)
    {
        var bytes = "{\"a\":12}"u8.ToArray();
        _variables["ignition.config.data"] = plain ?? Convert.ToBase64String(encoding.StartsWith("gz", StringComparison.Ordinal) ? Compressed.Gzip(bytes) : bytes);
        if (encoding.Length > 0) _variables["ignition.config.data.encoding"] = encoding;
        Assert.Equal("{\"a\":12}", await FetchVariables());
    }

    [Theory]
    [InlineData("Base64")]
    [InlineData("zip")]
    public async Task Unknown_encodings_are_refused(string encoding)
    {
        _variables["ignition.config.data"] = "x";
        _variables["ignition.config.data.encoding"] = encoding;
        await Assert.ThrowsAsync<FailureException>(FetchVariables);
    }

    [Fact]
    public async Task No_data_means_no_user_data() => Assert.Null(await FetchVariables());

    [Fact]
    public async Task The_OVF_environment_gives_defaults_for_each_variable_alone()
    {
        _variables["ovfenv"] = Ovf.Replace("<Property key=\"guestinfo.ignition.config.data\" oe:value=\"not in the namespace\"/>", "", StringComparison.Ordinal);
        Assert.Equal("{}", await FetchVariables());
        _variables["ignition.config.data"] = Convert.ToBase64String("{\"b\":1}"u8);
        Assert.Equal("{\"b\":1}", await FetchVariables());
    }

    [Fact]
    public async Task An_OVF_environment_that_is_not_XML_is_only_told_about()
    {
        _variables["ovfenv"] = "<Environment";
        Assert.Null(await FetchVariables());
        Assert.Contains("OVF environment", Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_marks_the_data_and_prunes_the_OVF_environment_byte_for_byte()
    {
        _variables["ignition.config.data"] = "{}";
        _variables["ovfenv"] = Ovf;
        Assert.True(await Platform().DeleteConfigAsync(Context(), CancellationToken.None));
        Assert.Equal("e30K", _variables["ignition.config.data"]);
        Assert.Equal("base64", _variables["ignition.config.data.encoding"]);
        Assert.Equal(
            Ovf.Replace("""<Property oe:key="guestinfo.ignition.config.data" oe:value="e30=&#10;"/>""", "", StringComparison.Ordinal)
                .Replace("""<Property oe:key="guestinfo.ignition.config.data.encoding" oe:value="base64"/>""", "", StringComparison.Ordinal),
            _variables["ovfenv"]);
    }

    [Fact]
    public async Task A_refused_deletion_is_a_failure()
    {
        _variables["ignition.config.data"] = "{}";
        _refuse = true;
        var failed = await Assert.ThrowsAsync<FailureException>(() => Platform().DeleteConfigAsync(Context(), CancellationToken.None));
        Assert.Equal("IGN-PLATFORM-KEPT", failed.Failure.Code.Code);
    }

    [Fact]
    public void An_environment_without_our_properties_stays_as_it_is()
    {
        const string Other = "<Environment xmlns='http://schemas.dmtf.org/ovf/environment/1'><PropertySection/></Environment>trailing";
        Assert.Equal(Other, new OvfEnvironment(Other).Without("guestinfo.ignition.config.data"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("<a>")]
    [InlineData("<a></b>")]
    [InlineData("<a x></a>")]
    [InlineData("<a x='1></a>")]
    [InlineData("<!-- ")]
    public void What_is_not_XML_is_said_to_be_none(string text) => Assert.Throws<FormatException>(() => new OvfEnvironment(text).Properties());

    [Fact]
    public async Task Elsewhere_it_says_that_this_is_not_VMware() =>
        Assert.Contains("VMware", (await Fails("vmware")).Cause, StringComparison.Ordinal);

    [Fact]
    public async Task A_channel_lost_to_a_checkpoint_is_opened_again()
    {
        _variables["ignition.config.data"] = "{\"odd length\":true}";
        var backdoor = new FakeBackdoor(Reply) { LoseAt = 9 };
        var data = await new VMwarePlatform(() => new GuestInfo(new RpcChannel(backdoor))).FetchAsync(Context(), CancellationToken.None);
        Assert.Equal("{\"odd length\":true}"u8.ToArray(), data.Bytes);
    }

    /// <summary>A hypervisor that knows the messages of the reference.</summary>
    private sealed class FakeBackdoor(Func<string, string> reply) : IBackdoor
    {
        private readonly List<byte> _request = [];
        private int _expected;
        private byte[] _reply = [];
        private int _at;
        private int _calls;

        public int LoseAt { get; init; } = -1;

        public Registers Call(Registers registers)
        {
            Assert.Equal(0x1Eu, registers.Ecx & 0xFFFF);
            var kind = registers.Ecx >> 16;
            if (kind == 0)
            {
                Assert.Equal(0x49435052u, registers.Ebx & 0x7FFFFFFF);
                _request.Clear();
                return Answer(registers, 1) with { Edx = 5 << 16, Esi = 111, Edi = 222 };
            }

            Assert.Equal((5u, 111u, 222u), (registers.Edx >> 16, registers.Esi, registers.Edi));
            if (++_calls == LoseAt) return Answer(registers, 0x10);
            var word = new byte[4];
            switch (kind)
            {
                case 1:
                    _expected = (int)registers.Ebx;
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32LittleEndian(word, registers.Ebx);
                    _request.AddRange(word.Take(Math.Min(4, _expected - _request.Count)));
                    break;
                case 3:
                    _reply = Encoding.Latin1.GetBytes(reply(Encoding.Latin1.GetString(_request.ToArray())));
                    _at = 0;
                    return Answer(registers, 3) with { Ebx = (uint)_reply.Length };
                case 4:
                    _reply.AsSpan(_at, Math.Min(4, _reply.Length - _at)).CopyTo(word);
                    _at += 4;
                    return Answer(registers, 1) with { Ebx = BinaryPrimitives.ReadUInt32LittleEndian(word) };
            }

            return Answer(registers, 1);
        }

        private static Registers Answer(Registers registers, uint status) => registers with { Ecx = status << 16 };
    }
}
