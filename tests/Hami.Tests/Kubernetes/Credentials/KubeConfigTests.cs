using Hami.Kubernetes.Credentials;
using Hami.Tests.Kubernetes.Fakes;
using Xunit;

namespace Hami.Tests.Kubernetes.Credentials;

public sealed class KubeConfigTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestCertificates _certificates = new();

    [Fact]
    public void Is_read_as_kubectl_reads_it()
    {
        var client = _certificates.Client("somebody");
        _folder.Write("pki/ca.crt", _certificates.AuthorityPem);
        _folder.Write("pki/client.crt", client.ExportCertificatePem());
        _folder.Write("pki/client.key", client.GetECDsaPrivateKeyPem());
        var endpoint = Read("""
            apiVersion: v1
            kind: Config
            current-context: here
            contexts:
            - name: elsewhere
              context: {cluster: c2, user: u2}
            - name: here
              context: {cluster: c1, user: u1, namespace: team}
            clusters:
            - name: c1
              cluster:
                server: https://127.0.0.1:16443
                certificate-authority: pki/ca.crt
                tls-server-name: kubernetes
            users:
            - name: u1
              user:
                client-certificate: pki/client.crt
                client-key: pki/client.key
                token: secret
            """);

        Assert.Equal("https://127.0.0.1:16443/", endpoint.Server.ToString());
        Assert.Equal("CN=test-ca", Assert.Single(endpoint.Authorities!).Subject);
        Assert.Equal("CN=somebody", endpoint.ClientCertificate!.Subject);
        Assert.True(endpoint.ClientCertificate.HasPrivateKey);
        Assert.Equal("secret", endpoint.Token!.Current());
        Assert.Equal("team", endpoint.Namespace);
        Assert.Equal("kubernetes", endpoint.TlsServerName);
        Assert.False(endpoint.SkipTlsVerify);
        Assert.StartsWith("context here of ", endpoint.Origin);
    }

    [Fact]
    public void Data_in_place_and_unchecked_servers_are_understood()
    {
        var client = _certificates.Client("somebody");
        var endpoint = Read($$"""
            {"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"} }],
             "clusters": [{"name": "c", "cluster": {"server": "https://h", "insecure-skip-tls-verify": true,
               "certificate-authority-data": "{{Base64(_certificates.AuthorityPem)}}"} }],
             "users": [{"name": "u", "user": {"client-certificate-data": "{{Base64(client.ExportCertificatePem())}}",
               "client-key-data": "{{Base64(client.GetECDsaPrivateKeyPem())}}"} }] }
            """);

        Assert.True(endpoint.SkipTlsVerify);
        Assert.Equal("CN=test-ca", Assert.Single(endpoint.Authorities!).Subject);
        Assert.Equal("CN=somebody", endpoint.ClientCertificate!.Subject);
        Assert.Null(endpoint.Token);
    }

    [Fact]
    public void A_context_without_a_user_is_nobody()
    {
        var endpoint = Read(Config("", user: ""));
        Assert.Null(endpoint.Token);
        Assert.Null(endpoint.ClientCertificate);
    }

    [Fact]
    public void A_token_file_beats_the_token_and_is_relative_to_the_config()
    {
        _folder.Write("token", "from-file\n");
        Assert.Equal("from-file", Read(Config("token: in-place\n    tokenFile: token")).Token!.Current());
    }

    [Fact]
    public void Of_several_files_the_first_to_name_something_wins()
    {
        var first = _folder.Write("first", """
            current-context: a
            users: [{name: u, user: {token: first}}]
            """);
        var second = _folder.Write("second", Config("token: second").Replace("current-context: c", "current-context: a", StringComparison.Ordinal)
            .Replace("- name: c\n  context", "- name: a\n  context", StringComparison.Ordinal));
        Assert.Equal("first", KubeConfig.Load([first, second]).Endpoint(TimeProvider.System).Token!.Current());
    }

    [Theory]
    [InlineData("exec: {command: aws, args: [eks, get-token]}", "user 'u': exec isn't supported (Mapping): put the token into 'token' or 'tokenFile', or use a client certificate")]
    [InlineData("auth-provider: {name: gcp}", "user 'u': auth-provider isn't supported")]
    [InlineData("username: admin", "user 'u': username isn't supported")]
    [InlineData("client-key: k", "user 'u': client-key (")]
    [InlineData("client-key-data: bm8=", "user 'u': client-certificate is missing beside client-key")]
    [InlineData("client-certificate-data: '%%%'", "user 'u': client-certificate-data isn't base64")]
    [InlineData("client-certificate-data: bm8=\n    client-key-data: bm8=", "client certificate and key don't belong together or aren't PEM")]
    public void What_cannot_be_used_is_refused_by_name(string user, string message) =>
        Assert.Contains(message, Refusal(Config(user)));

    [Fact]
    public void An_empty_exec_is_none() => Assert.Equal("t", Read(Config("exec: null\n    token: t")).Token!.Current());

    [Theory]
    [InlineData("", "sets no current-context")]
    [InlineData("current-context: x", "has no context 'x'; it has: none")]
    [InlineData("- a\n- b", "must be a mapping")]
    [InlineData("a: [b", "isn't YAML: line ")]
    [InlineData("current-context: c\ncontexts: [{name: c, context: {user: u}}]", "context 'c': cluster is missing")]
    [InlineData("current-context: c\ncontexts: [{name: c, context: {cluster: d}}]", "has no cluster 'd'")]
    [InlineData("current-context: c\ncontexts: [{name: c, context: {cluster: d}}]\nclusters: [{name: d, cluster: {server: 'ftp://x'}}]", "server is 'ftp://x': it must be an http or https address")]
    [InlineData("current-context: c\ncontexts: [{name: c, context: {cluster: d}}]\nclusters: [{name: d, cluster: {server: 'https://x', insecure-skip-tls-verify: perhaps}}]", "insecure-skip-tls-verify is 'perhaps': it must be true or false")]
    [InlineData("current-context: c\ncontexts: [{context: {cluster: d}}]", "an entry of contexts has no name")]
    public void A_config_that_leads_nowhere_says_why(string yaml, string message) => Assert.Contains(message, Refusal(yaml));

    public void Dispose() => _folder.Dispose();

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Config(string userFields, string user = "u") => $$"""
        current-context: c
        contexts:
        - name: c
          context: {cluster: c, user: '{{user}}'}
        clusters:
        - name: c
          cluster: {server: https://127.0.0.1:6443}
        users:
        - name: u
          user:
            {{userFields}}
        """;

    private ApiEndpoint Read(string yaml) => KubeConfig.Load([_folder.Write("config", yaml)]).Endpoint(TimeProvider.System);

    private string Refusal(string yaml)
    {
        var message = Assert.Throws<CredentialException>(() => Read(yaml)).Message;
        Assert.Contains("kubeconfig", message);
        return message;
    }
}
