namespace Hami.Kubernetes.Watch;

/// <summary>Growing pauses between tries, each cut by up to a half at random so that clients don't march in step.</summary>
internal sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private readonly Random _random;
    private TimeSpan _next;

    public Backoff(TimeSpan first, TimeSpan longest, Random random)
    {
        _first = first;
        _longest = longest;
        _random = random;
        _next = first;
    }

    public TimeSpan Next()
    {
        var pause = _next;
        _next = _next * 2 < _longest ? _next * 2 : _longest;
        return pause * (1 - (_random.NextDouble() / 2));
    }

    public void Reset() => _next = _first;
}
