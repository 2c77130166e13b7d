namespace Hami.Nodes.Local;

/// <summary>Why a job can't be run here, with what to do about it.</summary>
public sealed class LocalException(LocalFault fault, string message) : Exception(message)
{
    /// <summary>What kind of reason.</summary>
    public LocalFault Fault => fault;
}
