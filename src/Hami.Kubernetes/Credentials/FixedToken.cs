namespace Hami.Kubernetes.Credentials;

/// <summary>A token that never changes.</summary>
public sealed class FixedToken(string token) : IBearerToken
{
    /// <inheritdoc/>
    public string Current() => token;

    /// <inheritdoc/>
    public bool Refresh() => false;

    /// <summary>Doesn't show the token.</summary>
    public override string ToString() => "fixed token";
}
