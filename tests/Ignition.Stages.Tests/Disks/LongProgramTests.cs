using Ignition.Linux.Processes;
using Ignition.Stages.Disks.Devices;
using Serilog;
using Xunit;

namespace Ignition.Stages.Tests.Disks;

public sealed class LongProgramTests
{
    [Fact]
    public async Task B36_a_program_that_takes_long_is_told_of_with_its_limit()
    {
        var lines = new LogLines();
        using var log = new LoggerConfiguration().WriteTo.Sink(lines).CreateLogger();
        using var context = new DisksContext(TimeSpan.FromSeconds(1), log, new Hasty());

        await context.RunAsync(new Command("true").WithArguments("-F", "/dev/vda"), null, TestContext.Current.CancellationToken);

        Assert.Equal("waiting for true -F /dev/vda: 0 s so far, at most 1800 s", lines.Text);
    }

    /// <summary>A clock whose timers are due at once.</summary>
    private sealed class Hasty : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(DisksContext.TellEvery, dueTime);
            Assert.Equal(DisksContext.TellEvery, period);
            callback(state);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
