namespace Hami.Scheduler.Listening;

/// <summary>Which listener a connection came through.</summary>
internal sealed record ListenerFeature(ListenerKind Kind);
