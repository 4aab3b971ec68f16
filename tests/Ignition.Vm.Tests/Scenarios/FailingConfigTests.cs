using System.Text.RegularExpressions;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>First boots that must not succeed: a config that fails in the files stage, and one that is not valid.</summary>
public sealed class FailingConfigBoots(GuestImage image) : IAsyncLifetime
{
    internal Course Failing { get; private set; } = null!;

    internal Course Invalid { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Failing = await BootAsync("failing");
        Invalid = await BootAsync("invalid");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Course> BootAsync(string name)
    {
        using var disk = GuestDisk.Fresh(image);
        return await Machine.RunAsync(image, new Boot(disk)
        {
            Name = name,
            Config = await File.ReadAllBytesAsync(Workplace.Scenario(name + ".ign")),
            KernelArguments = "console=hvc0 console=ttyS0 ignition.firstboot",
            UntilConsoleShows = "for maintenance",
        });
    }
}

/// <summary>What an operator sees of a first boot that failed.</summary>
public sealed partial class FailingConfigTests(FailingConfigBoots boots) : IClassFixture<FailingConfigBoots>
{
    private const int ScreenLines = 24;
    private const int ScreenColumns = 80;

    [Fact]
    public void The_boot_stops_in_emergency_mode_and_the_real_root_is_not_entered()
    {
        foreach (var course in new[] { boots.Failing, boots.Invalid })
        {
            Assert.Contains("emergency mode", course.Console);
            Assert.DoesNotContain("Multi-User System", course.Console);
            Assert.DoesNotContain("Switch Root", course.Console);
        }
    }

    [Fact]
    public void The_summary_says_code_cause_place_and_next_action()
    {
        var failing = Summary(boots.Failing.Console);
        Assert.Matches(@"Stage files failed: IGN-[A-Z-]+", failing);
        Assert.Contains("nobody-has-this-name", failing);
        Assert.Contains("$.storage.files.1", failing);
        Assert.Matches(@"line 1[5-9]", failing);
        Assert.Contains("next", failing);

        var invalid = Summary(boots.Invalid.Console);
        Assert.Contains("Stage fetch-offline failed: IGN-CONFIG-INVALID", invalid);
        Assert.Matches(@"line 5", invalid);
    }

    [Fact]
    public void The_summary_fits_one_screen_on_every_console()
    {
        foreach (var console in new[] { boots.Failing.Console, boots.Failing.SecondConsole, boots.Invalid.Console })
        {
            var lines = Summary(console).Split('\n');
            Assert.InRange(lines.Length, 5, ScreenLines);
            Assert.All(lines, l => Assert.True(l.Length <= ScreenColumns, l));
        }
    }

    [Fact]
    public void The_summary_is_what_stands_last_before_the_emergency_shell()
    {
        var console = boots.Failing.Console;
        var after = console[console.LastIndexOf("Ignition could not set up", StringComparison.Ordinal)..];
        Assert.DoesNotContain("Stopped target", after);
    }

    [Fact]
    public void The_journal_has_the_failure_under_its_message_id()
    {
        var entry = Journal(boots.Failing).First(e => e["IGNITION_CODE"].Length > 0 && e["MESSAGE_ID"].Length == 32);
        Assert.Matches("^IGN-", entry["IGNITION_CODE"]);
        Assert.Equal("files", entry["IGNITION_STAGE"]);
        Assert.Equal("$.storage.files.1", string.Join('.', entry["IGNITION_CONFIG_PATH"].Split('.').Take(4)));
        Assert.Equal("ignition", entry["SYSLOG_IDENTIFIER"]);
    }

    [Fact] // B38
    public void B38_no_secret_is_in_the_journal_or_on_a_console()
    {
        foreach (var course in new[] { boots.Failing, boots.Invalid })
        {
            foreach (var secret in new[] { "secretpasswordhash", "secretcontents" })
            {
                Assert.DoesNotContain(Journal(course), e => e.Values.Any(v => v.Contains(secret, StringComparison.Ordinal)));
                Assert.DoesNotContain(secret, course.Console);
                Assert.DoesNotContain(secret, course.SecondConsole);
            }
        }
    }

    private static IReadOnlyList<JournalEntry> Journal(Course course) => course.Evidence.Single(e => e.Kind == "JOURNAL").Journal;

    private static string Summary(string console) => SummaryText().Matches(console) is [.., var last]
        ? last.Value
        : throw new InvalidOperationException("no summary on the console:\n" + string.Join('\n', console.Split('\n').TakeLast(60)));

    [GeneratedRegex("^=+\nIgnition could not set up.*?^=+$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SummaryText();
}
