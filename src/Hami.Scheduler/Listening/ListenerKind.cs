namespace Hami.Scheduler.Listening;

/// <summary>The listeners of the scheduler.</summary>
internal enum ListenerKind
{
    /// <summary><c>--http_bind</c>: webhooks for everyone, filter and bind for loopback.</summary>
    Main,

    /// <summary><c>--plain-bind</c>: filter and bind without TLS, on loopback only.</summary>
    Plain,

    /// <summary><c>--metrics-bind-address</c>.</summary>
    Metrics,
}
