namespace Hami.Kubernetes.Events;

/// <summary>A bucket of events per object, so that one that is tried again and again doesn't fill the store.</summary>
internal sealed class SpamFilter(EventRecorderOptions options, TimeProvider time)
{
    private readonly LeastRecentlyUsed<EventSubject, (double Tokens, long Updated)> _buckets = new(options.Memory);

    public bool Allows(EventSubject subject)
    {
        var now = time.GetTimestamp();
        var tokens = (double)options.BurstPerObject;
        if (_buckets.TryGet(subject, out var bucket))
            tokens = Math.Min(tokens, bucket.Tokens + (time.GetElapsedTime(bucket.Updated, now) / options.RefillPerObject));
        var allows = tokens >= 1;
        _buckets.Set(subject, (allows ? tokens - 1 : tokens, now));
        return allows;
    }
}
