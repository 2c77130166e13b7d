namespace Hami.Kubernetes.Watch;

/// <summary>How a reflector paces itself.</summary>
public sealed record ReflectorOptions
{
    /// <summary>Objects in a page of a list; 0: all in one answer.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>After how long the server ends a watch, at least; at most twice that, at random.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A watch that brings nothing for so long is opened anew. Servers send a bookmark about every minute.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The first pause after a failure.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause between tries.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(30);
}
