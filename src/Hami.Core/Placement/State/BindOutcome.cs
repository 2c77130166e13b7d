namespace Hami.Core.Placement.State;

/// <summary>What the API server made of a Binding.</summary>
public enum BindOutcome
{
    /// <summary>It accepted it.</summary>
    Accepted,

    /// <summary>It refused it for certain: it will never land.</summary>
    Refused,

    /// <summary>No answer came: it may land until its deadline.</summary>
    Unknown,
}
