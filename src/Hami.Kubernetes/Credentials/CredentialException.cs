namespace Hami.Kubernetes.Credentials;

/// <summary>Credentials can't be used; the message names the file, the field and what to do.</summary>
public sealed class CredentialException : Exception
{
    /// <summary>Makes the error.</summary>
    public CredentialException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
