using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Hami.Kubernetes.Credentials;

/// <summary>
/// One or several kubeconfig files, read as kubectl does: of entries with the same name the first wins, relative paths
/// are relative to their own file. Credentials that need another program are refused by name.
/// </summary>
public sealed class KubeConfig
{
    private readonly Dictionary<string, Entry> _clusters = [];
    private readonly Dictionary<string, Entry> _users = [];
    private readonly Dictionary<string, Entry> _contexts = [];
    private string _currentContext = "";

    private KubeConfig()
    {
    }

    /// <summary>The context that the files select; empty where none does.</summary>
    public string CurrentContext => _currentContext;

    /// <summary>Reads files.</summary>
    /// <exception cref="CredentialException">A file is unreadable or isn't a kubeconfig.</exception>
    public static KubeConfig Load(IReadOnlyList<string> paths)
    {
        var config = new KubeConfig();
        foreach (var path in paths) config.Add(path, Pem.ReadFile(path, "kubeconfig"));
        return config;
    }

    /// <summary>Reads one file's text; <paramref name="path"/> is for messages and relative paths.</summary>
    /// <exception cref="CredentialException">The text isn't a kubeconfig.</exception>
    public static KubeConfig Parse(string path, string yaml)
    {
        var config = new KubeConfig();
        config.Add(path, yaml);
        return config;
    }

    /// <summary>The API server of a context.</summary>
    /// <param name="time">Paces the re-reading of token files.</param>
    /// <param name="context">Which; null means the current one.</param>
    /// <exception cref="CredentialException">The context is incomplete or asks for what isn't supported.</exception>
    public ApiEndpoint Endpoint(TimeProvider time, string? context = null)
    {
        var contextName = string.IsNullOrEmpty(context) ? _currentContext : context;
        if (contextName.Length == 0)
            throw new CredentialException("kubeconfig sets no current-context: run 'kubectl config use-context NAME'");

        var chosen = Find(_contexts, contextName, "context");
        var cluster = Find(_clusters, chosen.Required("cluster"), "cluster");
        var userName = chosen.Text("user");
        var user = string.IsNullOrEmpty(userName) ? null : Find(_users, userName, "user");
        user?.Refuse("exec", "put the token into 'token' or 'tokenFile', or use a client certificate");
        user?.Refuse("auth-provider", "put the token into 'token' or 'tokenFile', or use a client certificate");
        user?.Refuse("username", "Kubernetes dropped basic authentication in 1.19: use 'token' or a client certificate");

        var serverText = cluster.Required("server");
        if (!Uri.TryCreate(serverText, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
            throw new CredentialException($"{cluster.Where("server")} is '{serverText}': it must be an http or https address");

        var authorities = cluster.Pem("certificate-authority");
        return new ApiEndpoint
        {
            Server = server,
            Authorities = authorities is null
                ? null
                : Credentials.Pem.ParseAuthorities(authorities, cluster.Where("certificate-authority")),
            SkipTlsVerify = cluster.Flag("insecure-skip-tls-verify"),
            TlsServerName = cluster.Text("tls-server-name"),
            Proxy = cluster.Address("proxy-url"),
            ClientCertificate = Identity(user),
            Token = Token(user, time),
            Namespace = chosen.Text("namespace"),
            Origin = $"context {contextName} of {chosen.File}",
        };
    }

    private static System.Security.Cryptography.X509Certificates.X509Certificate2? Identity(Entry? user)
    {
        var certificate = user?.Pem("client-certificate");
        var key = user?.Pem("client-key");
        if (certificate is null && key is null) return null;
        if (certificate is null)
            throw new CredentialException($"{user!.Where("client-certificate")} is missing beside client-key");
        if (key is null)
            throw new CredentialException($"{user!.Where("client-key")} is missing beside client-certificate");
        return Credentials.Pem.Identity(certificate, key, user!.Where("client-certificate"));
    }

    // As in client-go, the file wins where both are given: it is the one that rotates.
    private static IBearerToken? Token(Entry? user, TimeProvider time)
    {
        if (user?.Text("tokenFile") is { Length: > 0 } file) return new TokenFile(user.Resolve(file), time);
        return user?.Text("token") is { Length: > 0 } token ? new FixedToken(token) : null;
    }

    private static Entry Find(Dictionary<string, Entry> entries, string name, string kind) =>
        entries.TryGetValue(name, out var entry)
            ? entry
            : throw new CredentialException(
                $"kubeconfig has no {kind} '{name}'; it has: {(entries.Count > 0 ? string.Join(", ", entries.Keys) : "none")}");

    private void Add(string path, string yaml)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw new CredentialException($"kubeconfig {path} isn't YAML: line {e.Start.Line}: {e.Message}", e);
        }

        if (stream.Documents.Count == 0) return;
        if (stream.Documents[0].RootNode is not YamlMappingNode root)
            throw new CredentialException($"kubeconfig {path} must be a mapping with clusters, users and contexts");

        if (_currentContext.Length == 0 && Child(root, "current-context") is YamlScalarNode { Value: { } current })
            _currentContext = current;
        AddNamed(_clusters, path, root, "clusters", "cluster");
        AddNamed(_users, path, root, "users", "user");
        AddNamed(_contexts, path, root, "contexts", "context");
    }

    private static void AddNamed(
        Dictionary<string, Entry> entries, string path, YamlMappingNode root, string list, string kind)
    {
        if (Child(root, list) is not YamlSequenceNode sequence) return;
        foreach (var node in sequence)
        {
            if (node is not YamlMappingNode item || Child(item, "name") is not YamlScalarNode { Value: { Length: > 0 } name })
                throw new CredentialException($"kubeconfig {path}: an entry of {list} has no name");
            entries.TryAdd(name, new Entry(path, $"{kind} '{name}'", Child(item, kind) as YamlMappingNode ?? []));
        }
    }

    private static YamlNode? Child(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private sealed record Entry(string File, string What, YamlMappingNode Body)
    {
        public string Where(string field) => $"kubeconfig {File}: {What}: {field}";

        public string? Text(string field) => (Child(Body, field) as YamlScalarNode)?.Value;

        public string Required(string field) =>
            Text(field) is { Length: > 0 } text ? text : throw new CredentialException($"{Where(field)} is missing");

        public bool Flag(string field) => Text(field) switch
        {
            null or "" or "false" => false,
            "true" => true,
            var other => throw new CredentialException($"{Where(field)} is '{other}': it must be true or false"),
        };

        public Uri? Address(string field)
        {
            if (Text(field) is not { Length: > 0 } text) return null;
            return Uri.TryCreate(text, UriKind.Absolute, out var address)
                ? address
                : throw new CredentialException($"{Where(field)} is '{text}': it must be an address");
        }

        public void Refuse(string field, string remedy)
        {
            if (Child(Body, field) is { } node and not YamlScalarNode { Value: null or "" or "null" or "~" })
                throw new CredentialException($"{Where(field)} isn't supported ({node.NodeType}): {remedy}");
        }

        public string Resolve(string path) =>
            Path.IsPathRooted(path) ? path : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(File)) ?? "", path);

        // As in client-go, the data wins over the file where both are given.
        public string? Pem(string field)
        {
            if (Text(field + "-data") is { Length: > 0 } data) return Credentials.Pem.Decode(data, Where(field + "-data"));
            return Text(field) is { Length: > 0 } path ? Credentials.Pem.ReadFile(Resolve(path), Where(field)) : null;
        }
    }
}
