using Hami.Kubernetes.Credentials;
using Hami.Tests.Kubernetes.Fakes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Kubernetes.Credentials;

public sealed class EndpointResolutionTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, string> _variables = [];

    [Fact]
    public void KUBECONFIG_comes_before_the_home_folder_and_that_before_the_pod()
    {
        Assert.Contains("no API server is known: set KUBECONFIG", Assert.Throws<CredentialException>(() => Resolve()).Message);

        WriteServiceAccount();
        _variables["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
        _variables["KUBERNETES_SERVICE_PORT"] = "443";
        _variables["HOME"] = _folder.Path;
        Assert.Equal("https://10.0.0.1/", Resolve());

        _folder.Write(".kube/config", Config("https://home"));
        Assert.Equal("https://home/", Resolve());

        _variables["KUBECONFIG"] = _folder.Write("other", Config("https://variable"));
        Assert.Equal("https://variable/", Resolve());

        Assert.Equal("https://flag/", Resolve(_folder.Write("flag", Config("https://flag"))));
    }

    [Fact]
    public void A_KUBECONFIG_that_is_not_there_is_an_error_and_no_reason_to_go_elsewhere()
    {
        _variables["HOME"] = _folder.Path;
        _folder.Write(".kube/config", Config("https://home"));
        _variables["KUBECONFIG"] = "/nowhere/config";
        Assert.Equal(
            "KUBECONFIG names no file that exists: /nowhere/config",
            Assert.Throws<CredentialException>(() => Resolve()).Message);
    }

    [Fact]
    public void A_pod_finds_its_service_account_also_over_ipv6()
    {
        WriteServiceAccount();
        _variables["KUBERNETES_SERVICE_HOST"] = "fd00::1";
        _variables["KUBERNETES_SERVICE_PORT"] = "6443";
        var endpoint = InCluster.Read(Variable, _time, _folder.Path)!;

        Assert.Equal("https://[fd00::1]:6443/", endpoint.Server.ToString());
        Assert.Equal("kube-system", endpoint.Namespace);
        Assert.Equal("pod-token", endpoint.Token!.Current());
        Assert.Single(endpoint.Authorities!);
    }

    [Fact]
    public void A_pod_without_a_token_says_what_it_needs()
    {
        _variables["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
        _variables["KUBERNETES_SERVICE_PORT"] = "443";
        Assert.Contains("automountServiceAccountToken", Assert.Throws<CredentialException>(() => Resolve()).Message);
        _variables["KUBERNETES_SERVICE_PORT"] = "tcp://x";
        Assert.Contains("must be a port number", Assert.Throws<CredentialException>(() => Resolve()).Message);
    }

    [Fact]
    public void A_token_file_is_read_again_each_minute_and_survives_a_rotation_under_way()
    {
        var path = _folder.Write("token", "one");
        var token = new TokenFile(path, _time);
        Assert.Equal("one", token.Current());
        _folder.Write("token", "two");
        Assert.Equal("one", token.Current());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("two", token.Current());

        File.Delete(path);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("two", token.Current());
        Assert.False(token.Refresh());

        _folder.Write("token", "three");
        Assert.True(token.Refresh());
        Assert.Equal("three", token.Current());
        Assert.False(token.Refresh());
    }

    [Fact]
    public void A_token_file_that_is_empty_or_missing_from_the_start_is_an_error()
    {
        Assert.Contains("is empty", Assert.Throws<CredentialException>(() => new TokenFile(_folder.Write("token", "\n"), _time).Current()).Message);
        Assert.Contains("can't be read", Assert.Throws<CredentialException>(() => new TokenFile("/nowhere/token", _time).Current()).Message);
    }

    public void Dispose() => _folder.Dispose();

    private static string Config(string server) => $$"""
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: '' } }]
        clusters: [{name: c, cluster: {server: '{{server}}' } }]
        """;

    private void WriteServiceAccount()
    {
        _folder.Write("token", "pod-token");
        _folder.Write("namespace", "kube-system\n");
        _folder.Write("ca.crt", new TestCertificates().AuthorityPem);
    }

    private string? Variable(string name) => _variables.GetValueOrDefault(name);

    private string Resolve(string? kubeconfig = null) => EndpointResolution.Resolve(
        Variable, _time, kubeconfig, serviceAccountFolder: _folder.Path).Server.ToString();
}
