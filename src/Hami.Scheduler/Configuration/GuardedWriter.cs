using Hami.Core.Admission;

namespace Hami.Scheduler.Configuration;

/// <summary>A node agent as its flag names it.</summary>
/// <param name="Subject">Who it is.</param>
/// <param name="Keys">The guarded keys that it may write; null for all that node agents own.</param>
internal sealed record GuardedWriter(Subject Subject, IReadOnlyList<string>? Keys);
