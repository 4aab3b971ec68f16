namespace Ignition.Tests;

/// <summary>
/// A clock that stands still while something is done and steps over each pause at once: limits are reached by pauses alone,
/// so that a slow machine has as many attempts as a fast one.
/// </summary>
internal sealed class SteppedClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<SteppedTimer> _limits = [];
    private readonly List<TimeSpan> _pauses = [];
    private TimeSpan _passed;

    /// <summary>Every pause that was asked for, in order.</summary>
    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_lock) return [.. _pauses];
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock) return _passed.Ticks;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // What is repeated tells of progress: it goes by the machine's own clock.
        if (period != Timeout.InfiniteTimeSpan) return base.CreateTimer(callback, state, dueTime, period);
        var timer = new SteppedTimer(this, () => callback(state), isLimit: state is CancellationTokenSource);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Set(SteppedTimer timer, TimeSpan due)
    {
        lock (_lock)
        {
            _limits.Remove(timer);
            if (due == Timeout.InfiniteTimeSpan) return;
            timer.Due = _passed + due;
            if (timer.IsLimit)
            {
                _limits.Add(timer);
                return;
            }

            _pauses.Add(due);
        }

        ThreadPool.QueueUserWorkItem(_ => StepTo(timer));
    }

    private void StepTo(SteppedTimer pause)
    {
        while (true)
        {
            SteppedTimer? limit;
            lock (_lock)
            {
                if (pause.IsOver) return;
                limit = _limits.Where(known => known.Due <= pause.Due).MinBy(static known => known.Due);
                var reached = (limit ?? pause).Due;
                if (reached > _passed) _passed = reached;
                if (limit is not null) _limits.Remove(limit);
            }

            (limit ?? pause).Fire();
            if (limit is null) return;
        }
    }

    private sealed class SteppedTimer(SteppedClock clock, Action fire, bool isLimit) : ITimer
    {
        public bool IsLimit => isLimit;

        public TimeSpan Due { get; set; }

        public bool IsOver { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime);
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                IsOver = true;
                clock._limits.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
