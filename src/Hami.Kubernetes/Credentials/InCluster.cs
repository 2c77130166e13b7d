using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hami.Kubernetes.Credentials;

/// <summary>The credentials that a pod finds in itself: its service account's.</summary>
public static class InCluster
{
    /// <summary>Where the kubelet mounts a service account.</summary>
    public const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Reads them.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="time">Paces the token's re-reading.</param>
    /// <param name="folder">Where the service account is mounted.</param>
    /// <returns>The endpoint, or null where this isn't a pod.</returns>
    /// <exception cref="CredentialException">This is a pod, but something is missing in it.</exception>
    public static ApiEndpoint? Read(
        Func<string, string?> variable, TimeProvider time, string folder = ServiceAccountFolder)
    {
        var host = variable("KUBERNETES_SERVICE_HOST");
        var portText = variable("KUBERNETES_SERVICE_PORT");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(portText)) return null;
        if (!ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            throw new CredentialException($"KUBERNETES_SERVICE_PORT is '{portText}': it must be a port number");

        var tokenPath = Path.Combine(folder, "token");
        if (!File.Exists(tokenPath))
        {
            throw new CredentialException(
                $"{tokenPath} is missing: the pod needs a service account with automountServiceAccountToken not false");
        }

        var namespacePath = Path.Combine(folder, "namespace");
        var literal = IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{host}]"
            : host;
        return new ApiEndpoint
        {
            Server = new Uri($"https://{literal}:{port}"),
            Authorities = Pem.Authorities(Path.Combine(folder, "ca.crt"), "service account's ca.crt"),
            Token = new TokenFile(tokenPath, time),
            Namespace = File.Exists(namespacePath) ? File.ReadAllText(namespacePath).Trim() : null,
            Origin = "service account of this pod",
        };
    }
}
