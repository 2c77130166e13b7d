using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Hami.Kubernetes.Credentials;

/// <summary>Certificates and keys as kubeconfigs carry them.</summary>
internal static class Pem
{
    public static X509Certificate2Collection Authorities(string path, string what) =>
        ParseAuthorities(ReadFile(path, what), $"{what} ({path})");

    public static X509Certificate2Collection ParseAuthorities(string pem, string what)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new CredentialException($"{what} isn't a PEM certificate: {e.Message}", e);
        }

        return authorities.Count > 0
            ? authorities
            : throw new CredentialException($"{what} holds no PEM certificate");
    }

    public static X509Certificate2 Identity(string certificatePem, string keyPem, string what)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificatePem, keyPem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CredentialException(
                $"{what}: client certificate and key don't belong together or aren't PEM: {e.Message}", e);
        }
    }

    public static string ReadFile(string path, string what)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"{what} ({path}) can't be read: {e.Message}", e);
        }
    }

    public static string Decode(string base64, string what)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64.Trim()));
        }
        catch (FormatException e)
        {
            throw new CredentialException($"{what} isn't base64", e);
        }
    }
}
