namespace Hami.Kubernetes.Credentials;

/// <summary>Where the bearer token of a request comes from.</summary>
public interface IBearerToken
{
    /// <summary>The token to send now.</summary>
    /// <exception cref="CredentialException">There is none to be had.</exception>
    string Current();

    /// <summary>The API server refused the token: whether asking again may give another one.</summary>
    bool Refresh();
}
