namespace Hami.Kubernetes.Watch;

/// <summary>What the watch needs to know of an object; everything else is its reader's affair.</summary>
public interface IResource
{
    /// <summary>The namespace; empty for objects that have none.</summary>
    string Namespace { get; }

    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>The identity: another object of the same name has another.</summary>
    string Uid { get; }

    /// <summary>The version, as the server gave it.</summary>
    string ResourceVersion { get; }
}
