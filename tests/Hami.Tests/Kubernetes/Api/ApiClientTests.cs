using System.Net.Http.Headers;
using Hami.Kubernetes;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Credentials;
using Hami.Tests.Kubernetes.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Kubernetes.Api;

public sealed class ApiClientTests
{
    private const string Path = "/api/v1/nodes/n1";

    [Theory]
    [InlineData(400, "BadRequest", ApiErrorKind.Rejected)]
    [InlineData(401, "Unauthorized", ApiErrorKind.Unauthorized)]
    [InlineData(403, "Forbidden", ApiErrorKind.Forbidden)]
    [InlineData(404, "NotFound", ApiErrorKind.NotFound)]
    [InlineData(409, "Conflict", ApiErrorKind.Conflict)]
    [InlineData(409, "AlreadyExists", ApiErrorKind.AlreadyExists)]
    [InlineData(410, "Expired", ApiErrorKind.Gone)]
    [InlineData(422, "Invalid", ApiErrorKind.Rejected)]
    [InlineData(500, "InternalError", ApiErrorKind.ServerError, ApiErrorKind.UnknownOutcome)]
    [InlineData(502, "", ApiErrorKind.ServerError, ApiErrorKind.UnknownOutcome)]
    [InlineData(504, "Timeout", ApiErrorKind.ServerError, ApiErrorKind.UnknownOutcome)]
    public async Task Tells_what_the_server_says(int code, string reason, ApiErrorKind read, ApiErrorKind? write = null)
    {
        await using var server = await LoopbackServer.StartAsync(
            context => ToyPods.RefuseAsync(context, code, reason, "because"));
        using var client = server.Client();

        var error = await Assert.ThrowsAsync<ApiException>(() => GetAsync(client));
        Assert.Equal((read, code, reason), (error.Kind, error.StatusCode, error.Reason));
        Assert.Equal($"get {Path}: {code}: because", error.Message);

        error = await Assert.ThrowsAsync<ApiException>(() => WriteAsync(client));
        Assert.Equal(write ?? read, error.Kind);
        Assert.Equal(write is null, error.IsDefinite);
    }

    [Fact]
    public async Task An_error_that_is_no_status_is_told_as_it_is()
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 403;
            await context.Response.WriteAsync("<html>no</html>");
        });
        using var client = server.Client();

        var error = await Assert.ThrowsAsync<ApiException>(() => GetAsync(client));
        Assert.Equal($"get {Path}: 403: <html>no</html>", error.Message);
    }

    [Fact]
    public async Task A_write_that_was_never_sent_has_failed()
    {
        using var client = new ApiClient(
            new ApiEndpoint { Server = new Uri("http://127.0.0.1:1"), Origin = "test" },
            new ApiClientOptions(),
            TimeProvider.System,
            NullLogger<ApiClient>.Instance);

        var error = await Assert.ThrowsAsync<ApiException>(() => WriteAsync(client));
        Assert.Equal(ApiErrorKind.Unreachable, error.Kind);
        Assert.True(error.IsDefinite);
    }

    [Fact]
    public async Task A_write_whose_connection_is_lost_after_it_was_sent_is_unknown()
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            await ReadBodyAsync(context);
            context.Abort();
        });
        using var client = server.Client();

        var error = await Assert.ThrowsAsync<ApiException>(() => WriteAsync(client));
        Assert.Equal(ApiErrorKind.UnknownOutcome, error.Kind);
    }

    [Fact]
    public async Task A_write_without_an_answer_in_time_is_unknown()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource<string>();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            asked.TrySetResult(context.Request.QueryString.Value!);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = server.Client(time);

        var writing = WriteAsync(client, Deadline.In(time, TimeSpan.FromSeconds(10)));
        // The server is asked to give up at the same moment.
        Assert.Equal("?timeout=10000ms", await Eventually.Ends(asked.Task));
        time.Advance(TimeSpan.FromSeconds(10));
        var error = await Eventually.Ends(Assert.ThrowsAsync<ApiException>(() => writing));
        Assert.Equal(ApiErrorKind.UnknownOutcome, error.Kind);
    }

    [Fact]
    public async Task A_write_cancelled_after_it_was_sent_is_unknown_and_before_it_is_cancelled()
    {
        var asked = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            await ReadBodyAsync(context);
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = server.Client();
        using var stop = new CancellationTokenSource();

        var writing = WriteAsync(client, cancellation: stop.Token);
        await Eventually.Ends(asked.Task);
        await stop.CancelAsync();
        var error = await Assert.ThrowsAsync<ApiException>(() => writing);
        Assert.Equal(ApiErrorKind.UnknownOutcome, error.Kind);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WriteAsync(client, cancellation: stop.Token));
    }

    [Fact]
    public async Task A_success_whose_body_is_lost_is_a_success()
    {
        var time = new FakeTimeProvider();
        var observer = new Observer();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 201;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = server.Client(time, observer: observer);

        var writing = WriteAsync(client);
        await Eventually.Is(() => observer.Answers.Count == 1);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await Eventually.Ends(writing)).IsEmpty);
    }

    [Fact]
    public async Task Waits_as_long_as_a_429_asks_and_then_tries_again()
    {
        var time = new FakeTimeProvider();
        var calls = 0;
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref calls) > 2) return;
            context.Response.Headers.RetryAfter = "7";
            await ToyPods.RefuseAsync(context, 429, "TooManyRequests", "later");
        });
        using var client = server.Client(time);

        var writing = WriteAsync(client, Deadline.In(time, TimeSpan.FromSeconds(20)));
        for (var round = 1; round <= 2; round++)
        {
            await Eventually.Is(() => Volatile.Read(ref calls) == round);
            // Short of the wait asked for, nothing is sent. The client sets its timer a moment after the answer.
            await Eventually.Is(time, TimeSpan.FromSeconds(0.5), () => Volatile.Read(ref calls) > round);
        }

        await Eventually.Ends(writing);
        Assert.True(time.GetUtcNow() - new FakeTimeProvider().GetUtcNow() >= TimeSpan.FromSeconds(14));
    }

    [Fact]
    public async Task Does_not_wait_for_a_429_past_the_deadline()
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.Response.Headers.RetryAfter = "7";
            await ToyPods.RefuseAsync(context, 429, "TooManyRequests", "later");
        });
        using var client = server.Client();

        var error = await Assert.ThrowsAsync<ApiException>(() => WriteAsync(client, Deadline.In(TimeProvider.System, TimeSpan.FromSeconds(5))));
        Assert.Equal((ApiErrorKind.TooManyRequests, TimeSpan.FromSeconds(7)), (error.Kind, error.RetryAfter));
        Assert.True(error.IsDefinite);
    }

    [Fact]
    public async Task A_refused_token_is_read_again_once()
    {
        var good = "";
        var seen = new List<string>();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            var token = AuthenticationHeaderValue.Parse(context.Request.Headers.Authorization!).Parameter!;
            seen.Add(token);
            if (token != good) await ToyPods.RefuseAsync(context, 401, "Unauthorized", "Unauthorized");
        });
        using var folder = new TempFolder();
        var file = folder.Write("token", "first\n");
        good = "first";
        var endpoint = server.Endpoint with { Token = new TokenFile(file, TimeProvider.System) };
        using var client = new ApiClient(endpoint, new ApiClientOptions(), TimeProvider.System, NullLogger<ApiClient>.Instance);

        await GetAsync(client);
        folder.Write("token", "second");
        await GetAsync(client);
        good = "second";
        await WriteAsync(client);
        good = "third";
        var error = await Assert.ThrowsAsync<ApiException>(() => GetAsync(client));

        Assert.Equal(ApiErrorKind.Unauthorized, error.Kind);
        Assert.Equal(["first", "first", "first", "second", "second"], seen);
    }

    [Fact]
    public async Task Waiting_for_the_throttle_is_observed_and_watches_do_not_wait()
    {
        var time = new FakeTimeProvider();
        var observer = new Observer();
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        using var client = server.Client(time, new ApiClientOptions { RequestsPerSecond = 1, Burst = 1 }, observer);

        await GetAsync(client);
        (await client.OpenAsync("watch", "pods", "/api/v1/pods?watch=1", CancellationToken.None)).Dispose();
        var second = GetAsync(client);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Ends(second);

        Assert.Equal(["get nodes 1000"], observer.Waits);
        Assert.Equal(["get nodes 200", "watch pods 200", "get nodes 200"], observer.Answers);
    }

    [Fact]
    public async Task A_server_behind_a_path_is_asked_below_it()
    {
        var asked = "";
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            asked = context.Request.Path;
            return Task.CompletedTask;
        });
        var endpoint = server.Endpoint with { Server = new Uri(server.Address, "/k8s/clusters/c-1/") };
        using var client = new ApiClient(endpoint, new ApiClientOptions(), TimeProvider.System, NullLogger<ApiClient>.Instance);

        await GetAsync(client);
        Assert.Equal("/k8s/clusters/c-1/api/v1/nodes/n1", asked);
    }

    [Fact]
    public async Task Trusts_the_authority_that_it_was_given_and_no_other()
    {
        var ours = new TestCertificates();
        await using var server = await LoopbackServer.StartAsync(
            context => context.Response.WriteAsync(context.Request.Protocol), ours.Server());
        async Task<string> AskAsync(Func<ApiEndpoint, ApiEndpoint> change)
        {
            using var client = new ApiClient(
                change(server.Endpoint), new ApiClientOptions(), TimeProvider.System, NullLogger<ApiClient>.Instance);
            return System.Text.Encoding.UTF8.GetString((await GetAsync(client)).Span);
        }

        Assert.Equal("HTTP/2", await AskAsync(e => e with { Authorities = Authorities(ours) }));
        Assert.Equal("HTTP/2", await AskAsync(e => e with { SkipTlsVerify = true }));
        var error = await Assert.ThrowsAsync<ApiException>(() => AskAsync(e => e with { Authorities = Authorities(new TestCertificates()) }));
        Assert.Equal(ApiErrorKind.Unreachable, error.Kind);
        await Assert.ThrowsAsync<ApiException>(() => AskAsync(e => e));
    }

    [Fact]
    public async Task The_certificate_must_carry_the_address_or_the_name_that_the_kubeconfig_gives()
    {
        var ours = new TestCertificates();
        await using var server = await LoopbackServer.StartAsync(
            _ => Task.CompletedTask, ours.Server("kubernetes", loopback: false));
        async Task AskAsync(string? name)
        {
            var endpoint = server.Endpoint with { Authorities = Authorities(ours), TlsServerName = name };
            using var client = new ApiClient(endpoint, new ApiClientOptions(), TimeProvider.System, NullLogger<ApiClient>.Instance);
            await GetAsync(client);
        }

        await AskAsync("kubernetes");
        await Assert.ThrowsAsync<ApiException>(() => AskAsync(null));
        await Assert.ThrowsAsync<ApiException>(() => AskAsync("other"));
    }

    [Fact]
    public async Task Shows_its_certificate()
    {
        var ours = new TestCertificates();
        await using var server = await LoopbackServer.StartAsync(
            context => context.Response.WriteAsync(context.Connection.ClientCertificate!.Subject),
            ours.Server(),
            https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.AllowAnyClientCertificate();
            });
        var endpoint = server.Endpoint with { Authorities = Authorities(ours), ClientCertificate = ours.Client("somebody") };
        using var client = new ApiClient(endpoint, new ApiClientOptions(), TimeProvider.System, NullLogger<ApiClient>.Instance);

        Assert.Equal("CN=somebody"u8.ToArray(), (await GetAsync(client)).ToArray());
    }

    private static System.Security.Cryptography.X509Certificates.X509Certificate2Collection Authorities(
        TestCertificates from)
    {
        var authorities = new System.Security.Cryptography.X509Certificates.X509Certificate2Collection();
        authorities.ImportFromPem(from.AuthorityPem);
        return authorities;
    }

    private static Task<ReadOnlyMemory<byte>> GetAsync(ApiClient client) =>
        client.GetAsync("nodes", Path, CancellationToken.None);

    private static Task<ReadOnlyMemory<byte>> WriteAsync(
        ApiClient client, Deadline? deadline = null, CancellationToken cancellation = default) => client.WriteAsync(
            HttpMethod.Patch,
            "nodes",
            Path,
            "application/merge-patch+json",
            "{}"u8.ToArray(),
            deadline ?? Deadline.Never,
            cancellation);

    private static Task<string> ReadBodyAsync(HttpContext context) => new StreamReader(context.Request.Body).ReadToEndAsync();

    private sealed class Observer : IApiObserver
    {
        public List<string> Waits { get; } = [];

        public List<string> Answers { get; } = [];

        public void Throttled(string verb, string resource, TimeSpan waited) =>
            Waits.Add($"{verb} {resource} {waited.TotalMilliseconds}");

        public void Answered(string verb, string resource, int statusCode, TimeSpan took) =>
            Answers.Add($"{verb} {resource} {statusCode}");
    }
}
