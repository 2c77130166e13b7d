namespace Hami.Kubernetes.Credentials;

/// <summary>
/// Finds the API server as every Kubernetes program does: <c>KUBECONFIG</c>, then <c>$HOME/.kube/config</c>, then the
/// pod's service account.
/// </summary>
public static class EndpointResolution
{
    /// <summary>Resolves from this process's own surroundings.</summary>
    /// <param name="kubeconfig">A kubeconfig named by a flag; beats everything else.</param>
    /// <param name="context">The context to use instead of the current one.</param>
    /// <param name="time">Paces the re-reading of token files.</param>
    /// <exception cref="CredentialException">None is found, or the one found can't be used.</exception>
    public static ApiEndpoint Resolve(TimeProvider time, string? kubeconfig = null, string? context = null) =>
        Resolve(Environment.GetEnvironmentVariable, time, kubeconfig, context);

    /// <summary>Resolves from given surroundings.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="time">Paces the re-reading of token files.</param>
    /// <param name="kubeconfig">A kubeconfig named by a flag; beats everything else.</param>
    /// <param name="context">The context to use instead of the current one.</param>
    /// <param name="serviceAccountFolder">Where a service account is mounted.</param>
    /// <exception cref="CredentialException">None is found, or the one found can't be used.</exception>
    public static ApiEndpoint Resolve(
        Func<string, string?> variable,
        TimeProvider time,
        string? kubeconfig = null,
        string? context = null,
        string serviceAccountFolder = InCluster.ServiceAccountFolder)
    {
        if (!string.IsNullOrEmpty(kubeconfig)) return KubeConfig.Load([kubeconfig]).Endpoint(time, context);

        // A KUBECONFIG that names nothing readable is an error, not a reason to talk to another cluster.
        var list = variable("KUBECONFIG");
        if (!string.IsNullOrEmpty(list))
        {
            var paths = list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
            var present = paths.Where(File.Exists).ToArray();
            return present.Length > 0
                ? KubeConfig.Load(present).Endpoint(time, context)
                : throw new CredentialException($"KUBECONFIG names no file that exists: {list}");
        }

        var home = variable("HOME");
        var ownConfig = string.IsNullOrEmpty(home) ? null : Path.Combine(home, ".kube", "config");
        if (ownConfig is not null && File.Exists(ownConfig)) return KubeConfig.Load([ownConfig]).Endpoint(time, context);

        return InCluster.Read(variable, time, serviceAccountFolder)
            ?? throw new CredentialException(
                "no API server is known: set KUBECONFIG, or put a kubeconfig at "
                + $"{ownConfig ?? "$HOME/.kube/config"}, or run in a pod with a service account");
    }
}
