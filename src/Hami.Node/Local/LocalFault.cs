namespace Hami.Nodes.Local;

/// <summary>Kinds of reasons why a job can't be run.</summary>
public enum LocalFault
{
    /// <summary>There are no devices, no driver, or a part of this program is missing.</summary>
    Unavailable,

    /// <summary>The state directory can't be used, or the disk is full.</summary>
    State,
}
