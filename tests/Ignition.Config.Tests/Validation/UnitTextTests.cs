using System.Text;
using System.Text.Json.Nodes;
using Ignition.Config.Reading;
using Xunit;

namespace Ignition.Config.Tests.Validation;

/// <summary>Unit files: what systemd takes is accepted, and what is refused is refused with reason and line.</summary>
public sealed class UnitTextTests
{
    private static readonly string s_long = new('x', 100_000);

    public static TheoryData<string> Taken => new(
        $"[Service]\nEnvironment=A={s_long}\n",
        $"# {s_long}\n[Service]\nExecStart=/x\n# {s_long}\n",
        $"[Service]\nExecStart=/x \\\n  {s_long}\\\n  b\n",
        "[Service]\nExecStart=/x \\\n# a comment\n  ; another\n  --b\n",
        "[Service]\nExecStart=/x \\\n# a comment \\\n  --b\nType=oneshot\n",
        "[Service]\r\nExecStart=/x \\\r\n  --b\r\n",
        "# before \\\n[Service]\nExecStart=/x\n");

    [Theory]
    [MemberData(nameof(Taken))]
    public void What_systemd_takes_is_accepted(string contents) => Assert.Equal("", Report(contents, enabled: false));

    [Theory]
    [InlineData("[Service]\n\nExecStart\n", "line 3: a setting has no =")]
    [InlineData("[Service]\nA=b\n[Install\nC=d\n", "line 3: the name of a section has no ] behind it")]
    [InlineData("[Service] x\nA=b\n", "line 1: there is more behind the name of a section")]
    [InlineData("[Service]\nExecStart=/x \\\n# c\n --b\n --c\n", "line 5: a setting has no =")]
    public void What_is_refused_is_refused_with_reason_and_line(string contents, string reason) =>
        Assert.Equal($"unit-contents: not a valid systemd unit file: {reason}", Report(contents, enabled: false));

    [Fact]
    public void A_line_of_more_than_systemd_reads_is_refused() =>
        Assert.StartsWith("unit-contents: not a valid systemd unit file: line 2: the line has", Report($"[Service]\nA={new string('x', 1 << 20)}\n", enabled: false), StringComparison.Ordinal);

    [Theory]
    [InlineData("[Service]\nExecStart=/x\n", "[Install]\nWantedBy=a.target\n", "")]
    [InlineData("[Service]\nExecStart=/x\n", "[Service]\nUser=a\n", "unit-no-install")]
    [InlineData("# x \\\n[Install]\nWantedBy=a.target\n", "", "")]
    [InlineData("[Service]\nExecStart=/x \\\n# c\n[Install]\nWantedBy=a.target\n", "", "unit-no-install")]
    public void Enabling_does_something_by_a_dropin_too(string contents, string dropin, string expected) =>
        Assert.Equal(expected, Report(contents, enabled: true, dropin).Split(':')[0]);

    [Fact]
    public void A_template_is_installed_by_a_dropin_too()
    {
        var units = """[{"name":"a@.service","contents":"[Service]\nExecStart=/x\n","dropins":[{"name":"b.conf","contents":"[Install]\nWantedBy=c.target\n"}]},{"name":"a@b.service","enabled":true}]""";
        Assert.Equal("", ConfigReader.Read(Encoding.UTF8.GetBytes($$$"""{"ignition":{"version":"3.5.0"},"systemd":{"units":{{{units}}}}}"""), "").Report.ToString());
    }

    private static string Report(string contents, bool enabled, string dropin = "")
    {
        var unit = new JsonObject { ["name"] = "a.service", ["contents"] = contents, ["enabled"] = enabled };
        if (dropin.Length > 0) unit["dropins"] = new JsonArray(new JsonObject { ["name"] = "b.conf", ["contents"] = dropin });
        var config = new JsonObject { ["ignition"] = new JsonObject { ["version"] = "3.5.0" }, ["systemd"] = new JsonObject { ["units"] = new JsonArray(unit) } };
        return string.Join(' ', ConfigReader.Read(Encoding.UTF8.GetBytes(config.ToJsonString()), "").Report.Entries.Select(static x => $"{x.Code}: {x.Message}"));
    }
}
