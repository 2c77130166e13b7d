namespace Hami.Core.Admission.Submitted;

/// <summary>An environment variable as submitted.</summary>
/// <param name="Name">Name.</param>
/// <param name="Value">Value, null when it comes from elsewhere (<c>valueFrom</c>) and can't be known.</param>
internal readonly record struct SubmittedVariable(string Name, string? Value);
