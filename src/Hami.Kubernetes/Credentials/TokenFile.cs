namespace Hami.Kubernetes.Credentials;

/// <summary>
/// A token in a file that someone rotates, as the kubelet does for service accounts: read again after a minute, and at
/// once when the API server refused it.
/// </summary>
public sealed class TokenFile(string path, TimeProvider time) : IBearerToken
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private string? _token;
    private Deadline _readAgain;

    /// <inheritdoc/>
    public string Current()
    {
        lock (_gate)
        {
            if (_token is not null && !_readAgain.HasPassed(time)) return _token;
            try
            {
                _token = Read();
            }
            catch (CredentialException) when (_token is not null)
            {
                // A rotation under way: the old token is good until the server says otherwise.
            }

            _readAgain = Deadline.In(time, ReadAgainAfter);
            return _token;
        }
    }

    /// <inheritdoc/>
    public bool Refresh()
    {
        lock (_gate)
        {
            var refused = _token;
            try
            {
                _token = Read();
            }
            catch (CredentialException)
            {
                return false;
            }

            _readAgain = Deadline.In(time, ReadAgainAfter);
            return _token != refused;
        }
    }

    private string Read()
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"token file {path} can't be read: {e.Message}", e);
        }

        return text.Length > 0
            ? text
            : throw new CredentialException($"token file {path} is empty: it must hold the bearer token");
    }
}
