namespace Hami.Tests.Kubernetes.Fakes;

/// <summary>What a watch may do to one of its lines.</summary>
public enum Unkindness
{
    None,
    Cut,
    HalfLine,
    End,
    Twice,
    EarlierAgain,
    ErrorEvent,
}
