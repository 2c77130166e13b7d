namespace Hami.Core.Protocol;

/// <summary>A text on an object that doesn't follow its grammar. The message names the field, what stands there and what is expected.</summary>
public sealed class MalformedException : FormatException
{
    /// <summary>Tells what is malformed.</summary>
    public MalformedException(string message) : base(message) { }

    /// <summary>Tells what is malformed and what found it.</summary>
    public MalformedException(string message, Exception inner) : base(message, inner) { }
}
