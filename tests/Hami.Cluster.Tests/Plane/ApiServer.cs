using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hami.Cluster.Tests.Plane;

/// <summary>The API server as tests speak to it: plain requests as any identity of the plane, nothing of ours in between.</summary>
internal sealed class ApiServer : IDisposable
{
    private readonly HttpClient http;
    private readonly Func<string, string> tokenOf;

    /// <summary>Speaks to a server.</summary>
    /// <param name="address">Its URL.</param>
    /// <param name="authority">File of its authority.</param>
    /// <param name="tokenOf">The token of an identity.</param>
    public ApiServer(string address, string authority, Func<string, string> tokenOf)
    {
        this.tokenOf = tokenOf;
        http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { CertificateChainPolicy = TrustOnly(authority) },
        }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Trust in one authority alone.</summary>
    public static X509ChainPolicy TrustOnly(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(authority));
        return policy;
    }

    /// <summary>Sends one request.</summary>
    public async Task<ApiAnswer> SendAsync(string identity, string method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokenOf(identity));
        if (body is not null)
        {
            request.Content = new StringContent(
                body.ToJsonString(), Encoding.UTF8, method == "PATCH" ? "application/merge-patch+json" : "application/json");
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new ApiAnswer(
            (int)response.StatusCode,
            text.StartsWith('{') ? JsonNode.Parse(text) : new JsonObject { ["message"] = text },
            response.Headers.TryGetValues("Warning", out var warnings) ? [.. warnings] : []);
    }

    /// <summary>Sends one as admin, which must succeed.</summary>
    public async Task<JsonNode> DoAsync(string method, string path, JsonNode? body = null)
    {
        var answer = await SendAsync("admin", method, path, body);
        return answer.IsDone ? answer.Body! : throw new InvalidOperationException($"{method} {path}: {answer.Code} {answer.Message}");
    }

    /// <summary>All objects of a collection.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokenOf("admin"));
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var list = await JsonDocument.ParseAsync(stream);
        return [.. list.RootElement.GetProperty("items").EnumerateArray().Select(static item => item.Clone())];
    }

    public void Dispose() => http.Dispose();
}
