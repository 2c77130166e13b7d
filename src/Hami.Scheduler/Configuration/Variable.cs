namespace Hami.Scheduler.Configuration;

/// <summary>An environment variable as data.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">What counts while it isn't set.</param>
/// <param name="Effect">What it does.</param>
public sealed record Variable(string Name, string Default, string Effect);
