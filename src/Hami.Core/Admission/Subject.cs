namespace Hami.Core.Admission;

/// <summary>A user or a group of the API server.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Name">Its name, such as <c>system:serviceaccount:hami-system:hami-scheduler</c>.</param>
public readonly record struct Subject(SubjectKind Kind, string Name)
{
    /// <summary>A user.</summary>
    public static Subject User(string name) => new(SubjectKind.User, name);

    /// <summary>A group.</summary>
    public static Subject Group(string name) => new(SubjectKind.Group, name);

    /// <inheritdoc/>
    public override string ToString() => $"{(Kind == SubjectKind.User ? "user" : "group")} {Name}";
}
