namespace Hami.Core.Admission;

/// <summary>A node agent and the guarded keys that it owns.</summary>
/// <param name="Subject">Who it is.</param>
/// <param name="Keys">Keys that it may set, change and remove, such as <c>hami.io/bind-phase</c>.</param>
public sealed record KeyWriter(Subject Subject, IReadOnlySet<string> Keys);
