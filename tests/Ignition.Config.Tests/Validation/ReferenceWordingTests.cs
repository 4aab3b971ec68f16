using System.Text;
using Ignition.Config.Reading;
using Ignition.Config.Validation;
using Xunit;

namespace Ignition.Config.Tests.Validation;

/// <summary>Fedora CoreOS, validation warnings: entries whose exact text other programs compare, as they come to the journal.</summary>
public sealed class ReferenceWordingTests
{
    [Fact]
    public void Flatcar_a_source_on_the_OEM_partition_is_one_where_there_is_such_a_partition()
    {
        var config = """{"ignition":{"version":"3.0.0"},"storage":{"files":[{"path":"/a","contents":{"source":"oem:///a"}}]}}"""u8.ToArray();
        Assert.False(ConfigReader.Read(config, "c").Accepted);
        var document = ConfigReader.Read(config, "c", acceptsOem: true).Document!;
        Assert.True(ConfigValidator.Validate(document).HasErrors);
        Assert.False(ConfigValidator.Validate(document, acceptsOem: true).HasErrors);
    }

    [Theory]
    [InlineData("""{"ignition":{"version":"3.4.0"},"systemd":{"units":[{"name":"echo.service","enabled":true,"contents":"[Service]\nExecStart=/x\n"}]}}""",
        "warning at $.systemd.units.0.contents: unit \"echo.service\" is enabled, but has no install section so enable does nothing")]
    [InlineData("""{"ignition":{"version":"3.4.0"},"systemd":{"units":[{"name":"e@1.service","enabled":true},{"name":"e@.service","contents":"[Service]\nExecStart=/x\n"}]}}""",
        "warning at $.systemd.units.0.contents: template unit \"e@.service\" for \"e@1.service\" doesn't have Install section")]
    [InlineData("""{"ignition":{"version":"3.4.0"},"storage":{"filez":[]}}""",
        "warning at $.storage.filez: Unused key filez")]
    [InlineData("""{"ignition":{"version":"3.3.0"},"storage":{"files":[{"path":"/a","mode":2541}]}}""",
        "warning at $.storage.files.0.mode: setuid/setgid/sticky bits are not supported in spec versions older than 3.4.0")]
    public void Validation_warnings_have_the_reference_s_words_and_explain_themselves_beside(string config, string text)
    {
        var entry = Assert.Single(ConfigReader.Read(Encoding.UTF8.GetBytes(config), "c").Report.Entries);
        Assert.Equal(text, (entry with { ReferencePlace = null }).ToString());
        Assert.Equal(entry.Rule.Summary, entry.Explanation);
    }
}
