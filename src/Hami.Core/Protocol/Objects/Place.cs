namespace Hami.Core.Protocol.Objects;

/// <summary>Where in an object a value stands, put together only when an error is told.</summary>
/// <param name="Path">Such as <c>spec.containers</c>.</param>
/// <param name="Index">Position within the array that the path names, -1 when it names none.</param>
/// <param name="Member">Below that, such as <c>resources.limits</c>.</param>
internal readonly record struct Place(string Path, int Index = -1, string Member = "")
{
    public static implicit operator Place(string path) => new(path);

    public Place Of(string member) => this with { Member = Member.Length == 0 ? member : $"{Member}.{member}" };

    public override string ToString() => (Index < 0 ? Path : $"{Path}[{Index}]") + (Member.Length == 0 ? "" : $".{Member}");
}
