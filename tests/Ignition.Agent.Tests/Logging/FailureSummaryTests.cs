using Ignition.Agent.Logging;
using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Xunit;

namespace Ignition.Agent.Tests.Logging;

public sealed class FailureSummaryTests
{
    private static readonly Failure Sample = new(EngineFailures.ConfigInvalid, "the config is refused")
    {
        ConfigPath = "$.storage.files.2.mode",
        Place = new Place("user.bu", 41, 7),
    };

    [Fact]
    public void It_names_code_cause_place_next_action_and_what_was_done()
    {
        var text = FailureSummary.Render("files", Sample, new RunSummary(12, 4, 3, Sample));
        foreach (var part in new[] { "IGN-CONFIG-INVALID", "the config is refused", "user.bu, line 41, column 7", "$.storage.files.2.mode", "ignition validate", "4 of 12", "journalctl" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_fits_one_screen_whatever_the_cause()
    {
        var endless = Sample with { Cause = new string('x', 5000) + "\u001b[2J" + string.Join(' ', Enumerable.Repeat("word", 2000)), ConfigPath = "$." + new string('p', 3000) };
        var lines = FailureSummary.Render("files", endless, new RunSummary(1, 0, 0, endless)).Split('\n');
        Assert.True(lines.Length <= 24, $"{lines.Length} lines");
        Assert.All(lines, line => Assert.True(line.Length <= 78, line));
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
    }
}
