namespace Hami.Scheduler.Extender;

/// <summary>A request's body is larger than is taken.</summary>
internal sealed class BodyTooLargeException(int limit)
    : Exception($"the request body is larger than {(limit >= 1024 * 1024 ? $"{limit / (1024 * 1024)} MiB" : $"{limit / 1024} KiB")}");
