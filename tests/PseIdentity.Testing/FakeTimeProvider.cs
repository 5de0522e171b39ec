namespace PseIdentity.Testing;

/// <summary>A clock that stands still until a test moves it; timers that come due fire inside <see cref="Advance"/>, in their order.</summary>
public sealed class FakeTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<FakeTimer> timers = [];
    private readonly DateTimeOffset start = start;
    private DateTimeOffset now = start;

    public FakeTimeProvider() : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => (GetUtcNow() - start).Ticks;

    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (NextDue(target) is { } timer)
            timer.Fire();
        lock (gate)
            now = target;
    }

    /// <summary>Sets the wall clock, also backwards; no timer fires.</summary>
    public void Set(DateTimeOffset to)
    {
        lock (gate)
            now = to;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private FakeTimer? NextDue(DateTimeOffset target)
    {
        lock (gate)
        {
            var timer = timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            if (timer is null)
                return null;
            if (timer.Due > now)
                now = timer.Due;
            if (timer.Period > TimeSpan.Zero)
                timer.Due += timer.Period;
            else
                timers.Remove(timer);
            return timer;
        }
    }

    private sealed class FakeTimer(FakeTimeProvider clock, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; set; }
        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock.now + dueTime;
                    Period = period;
                    clock.timers.Add(this);
                }
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate)
                clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
