namespace Hami.Playground.NodeAgents;

/// <summary>A container of a pod.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">Its image.</param>
internal readonly record struct PodContainer(string Name, string Image);
