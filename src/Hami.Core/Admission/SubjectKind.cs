namespace Hami.Core.Admission;

/// <summary>What a <see cref="Subject"/> is.</summary>
public enum SubjectKind
{
    /// <summary>One user; a service account is one, named <c>system:serviceaccount:NAMESPACE:NAME</c>.</summary>
    User,

    /// <summary>All members of a group.</summary>
    Group,
}
