namespace Hami.Scheduler.Configuration;

/// <summary>What a flag is about, in the order of the documentation.</summary>
public enum FlagGroup
{
    /// <summary>Addresses and certificates.</summary>
    Listening,

    /// <summary>The device configuration.</summary>
    Devices,

    /// <summary>Decisions.</summary>
    Placement,

    /// <summary>The two webhooks.</summary>
    Admission,

    /// <summary>The API server.</summary>
    ApiServer,

    /// <summary>Several replicas.</summary>
    Replicas,

    /// <summary>Metrics and logs.</summary>
    Observation,

    /// <summary>Names of vendors' resources.</summary>
    Vendors,

    /// <summary>Accepted because the original has them, without effect.</summary>
    WithoutEffect,
}
