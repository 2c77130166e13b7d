namespace Hami.Kubernetes;

/// <summary>
/// A moment on the monotonic clock of one <see cref="TimeProvider"/>: what a lease, a bind and a lock are measured
/// against, so that they compare without regard to wall clocks being set.
/// </summary>
/// <remarks>The default value lies in the past. Values of different providers don't compare.</remarks>
public readonly record struct Deadline : IComparable<Deadline>
{
    // Timers take at most about 49 days.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(20);

    private readonly TimeSpan _sinceOrigin;

    private Deadline(TimeSpan sinceOrigin) => _sinceOrigin = sinceOrigin;

    /// <summary>Later than every other deadline.</summary>
    public static Deadline Never { get; } = new(TimeSpan.MaxValue);

    /// <summary>This moment.</summary>
    public static Deadline Now(TimeProvider time) => new(time.GetElapsedTime(0));

    /// <summary>The moment <paramref name="after"/> from now; a negative span lies in the past.</summary>
    public static Deadline In(TimeProvider time, TimeSpan after)
    {
        var now = time.GetElapsedTime(0);
        return after >= TimeSpan.MaxValue - now ? Never : new Deadline(now + after);
    }

    /// <summary>The earlier of two deadlines.</summary>
    public static Deadline Earlier(Deadline one, Deadline other) => one < other ? one : other;

    /// <summary>The time left, never negative; <see cref="TimeSpan.MaxValue"/> for <see cref="Never"/>.</summary>
    public TimeSpan Remaining(TimeProvider time)
    {
        if (this == Never) return TimeSpan.MaxValue;
        var left = _sinceOrigin - time.GetElapsedTime(0);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Whether the moment has come.</summary>
    public bool HasPassed(TimeProvider time) => _sinceOrigin <= time.GetElapsedTime(0);

    /// <summary>The deadline moved by a span.</summary>
    public Deadline Plus(TimeSpan span) =>
        this == Never || span >= TimeSpan.MaxValue - _sinceOrigin ? Never : new Deadline(_sinceOrigin + span);

    /// <inheritdoc/>
    public int CompareTo(Deadline other) => _sinceOrigin.CompareTo(other._sinceOrigin);

    /// <summary>Whether one comes before the other.</summary>
    public static bool operator <(Deadline one, Deadline other) => one._sinceOrigin < other._sinceOrigin;

    /// <summary>Whether one comes after the other.</summary>
    public static bool operator >(Deadline one, Deadline other) => one._sinceOrigin > other._sinceOrigin;

    /// <summary>Whether one comes before the other or is the same.</summary>
    public static bool operator <=(Deadline one, Deadline other) => one._sinceOrigin <= other._sinceOrigin;

    /// <summary>Whether one comes after the other or is the same.</summary>
    public static bool operator >=(Deadline one, Deadline other) => one._sinceOrigin >= other._sinceOrigin;

    /// <summary>The time left, cut to what a timer accepts.</summary>
    internal TimeSpan TimerDelay(TimeProvider time)
    {
        var left = Remaining(time);
        return left < LongestDelay ? left : LongestDelay;
    }
}
