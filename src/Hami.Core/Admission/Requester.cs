namespace Hami.Core.Admission;

/// <summary>Who sent a request: <c>userInfo</c> of the review.</summary>
/// <param name="User">User name.</param>
/// <param name="Groups">Groups that the user is in.</param>
public sealed record Requester(string User, IReadOnlyList<string> Groups)
{
    /// <summary>Whether the requester is this user, or a member of this group.</summary>
    public bool Is(Subject subject) =>
        subject.Name.Length > 0 && (subject.Kind == SubjectKind.User ? subject.Name == User : Groups.Contains(subject.Name));

    /// <inheritdoc/>
    public override string ToString() => User.Length > 0 ? User : "the requester";
}
