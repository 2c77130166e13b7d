namespace Hami.Core.Placement;

/// <summary>A vendor as data: what its resources and annotations are called and which of the common rules it follows (vendors.md §1).</summary>
public sealed record VendorDescription
{
    /// <summary>The key: the word that stands for the vendor in device lists and messages.</summary>
    public required string Key { get; init; }

    /// <summary>Name of the resource that counts devices; empty makes the vendor inert.</summary>
    public required string CountResource { get; init; }

    /// <summary>Name of the memory resource; empty when there is none.</summary>
    public string MemoryResource { get; init; } = "";

    /// <summary>Name of the core resource; empty when there is none.</summary>
    public string CoreResource { get; init; } = "";

    /// <summary>Further resources that a request may name (percentage, priority).</summary>
    public IReadOnlyList<string> OtherResources { get; init; } = [];

    /// <summary>Units of memory (MiB) that one unit of the memory resource stands for, and by which its quota is multiplied.</summary>
    public int MemoryFactor { get; init; } = 1;

    /// <summary>Cores taken when none are asked, percent of one device.</summary>
    public int DefaultCores { get; init; }

    /// <summary>Node annotations that announce its devices.</summary>
    public IReadOnlyList<string> NodeAnnotations { get; init; } = [];

    /// <summary>The annotation that its handshake stands in; empty when there is none. Understood, never written.</summary>
    public string HandshakeKey { get; init; } = "";

    /// <summary>Pod annotation with the shares still to be handed over; empty when its agent reads none.</summary>
    public string ToAllocateKey { get; init; } = "";

    /// <summary>Pod annotation with the shares decided on: the record from which usage is rebuilt.</summary>
    public required string AllocatedKey { get; init; }

    /// <summary>Further pod annotations that the decision writes.</summary>
    public IReadOnlyList<string> OtherDecisionKeys { get; init; } = [];

    /// <summary>Pod annotation that lists the UUIDs it may use; empty when the vendor has none.</summary>
    public string UseUuidKey { get; init; } = "";

    /// <summary>Pod annotation that lists the UUIDs it must not use.</summary>
    public string NoUseUuidKey { get; init; } = "";

    /// <summary>Pod annotation that lists words of models it may use.</summary>
    public string UseModelKey { get; init; } = "";

    /// <summary>Pod annotation that lists words of models it must not use.</summary>
    public string NoUseModelKey { get; init; } = "";

    /// <summary>Further pod annotations that a user may set for this vendor.</summary>
    public IReadOnlyList<string> OtherUserKeys { get; init; } = [];

    /// <summary>Whether a share is tested against the namespace's quota when it is placed (vendors.md §1.5, test 8).</summary>
    public bool ChecksQuota { get; init; }

    /// <summary>How starting pods are kept apart.</summary>
    public LockMode Lock { get; init; } = LockMode.Shared;

    /// <summary>Node annotation of the private lock.</summary>
    public string PrivateLockKey { get; init; } = "";

    /// <summary>After how long a private lock is nobody's.</summary>
    public TimeSpan PrivateLockTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>All resource names that mark a container as asking for this vendor.</summary>
    public IEnumerable<string> ResourceNames =>
        new[] { CountResource, MemoryResource, CoreResource }.Concat(OtherResources).Where(static name => name.Length > 0);

    /// <summary>All pod annotations that only a decision may write.</summary>
    public IEnumerable<string> DecisionKeys =>
        new[] { ToAllocateKey, AllocatedKey }.Concat(OtherDecisionKeys).Where(static key => key.Length > 0);

    /// <summary>All pod annotations that steer a placement.</summary>
    public IEnumerable<string> UserKeys =>
        new[] { UseUuidKey, NoUseUuidKey, UseModelKey, NoUseModelKey }.Concat(OtherUserKeys).Where(static key => key.Length > 0);
}
