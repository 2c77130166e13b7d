using System.Net;
using System.Net.Http.Headers;
using Hami.Kubernetes.Credentials;
using Microsoft.Extensions.Logging;

namespace Hami.Kubernetes.Api;

/// <summary>
/// Calls to one API server: bytes out, bytes or a typed error back. It waits its turn at the throttle, waits as long as
/// a 429 asks, reads a refused token once more, and tells a write that failed from one that may have been carried out.
/// Safe for concurrent use.
/// </summary>
public sealed partial class ApiClient : IDisposable
{
    private const int MostRefusalsWaitedFor = 10;
    private const int LongestErrorBody = 64 * 1024;

    private readonly ApiEndpoint _endpoint;
    private readonly ApiClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IApiObserver? _observer;
    private readonly RequestThrottle _throttle;
    private readonly HttpMessageInvoker _http;
    private readonly string _basePath;

    /// <summary>Makes a client; connects only when it is used.</summary>
    /// <param name="endpoint">The server and our credentials.</param>
    /// <param name="options">Throttle and timeouts.</param>
    /// <param name="time">The clock of every timeout.</param>
    /// <param name="logger">Where refusals and retries are told.</param>
    /// <param name="observer">Sees every call.</param>
    public ApiClient(
        ApiEndpoint endpoint,
        ApiClientOptions options,
        TimeProvider time,
        ILogger<ApiClient> logger,
        IApiObserver? observer = null)
    {
        _endpoint = endpoint;
        _options = options;
        _time = time;
        _logger = logger;
        _observer = observer;
        _throttle = new RequestThrottle(options.RequestsPerSecond, options.Burst, time);
        _http = new HttpMessageInvoker(ApiTransport.Create(endpoint, options));
        _basePath = endpoint.Server.AbsolutePath.TrimEnd('/');
    }

    /// <summary>The server and credentials in use.</summary>
    public ApiEndpoint Endpoint => _endpoint;

    /// <summary>The options in use.</summary>
    public ApiClientOptions Options => _options;

    /// <summary>Reads one object. Without a <c>resourceVersion</c> in the path this is a read from the quorum.</summary>
    /// <param name="resource">The resource's name, for metrics.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ApiException">No answer, or not the object.</exception>
    public async Task<ReadOnlyMemory<byte>> GetAsync(string resource, string path, CancellationToken cancellation)
    {
        var call = new Call("get", resource, HttpMethod.Get, path);
        using var patience = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var deadline = Deadline.In(_time, _options.RequestTimeout);
        using var response = await SendAsync(call, null, deadline, both.Token, cancellation);
        try
        {
            return await response.Content.ReadAsByteArrayAsync(both.Token);
        }
        catch (Exception e) when (IsLost(e) && !cancellation.IsCancellationRequested)
        {
            throw Lost(call, null, e);
        }
    }

    /// <summary>Starts an answer that is read as it comes: a list (throttled) or a watch (not).</summary>
    /// <param name="verb">list or watch.</param>
    /// <param name="resource">The resource's name, for metrics.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="cancellation">Gives up; also ends the reading of the stream.</param>
    /// <exception cref="ApiException">No answer, or not the one asked for.</exception>
    public async Task<ApiStream> OpenAsync(string verb, string resource, string path, CancellationToken cancellation)
    {
        var call = new Call(verb, resource, HttpMethod.Get, path);
        using var patience = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var deadline = Deadline.In(_time, _options.RequestTimeout);
        var response = await SendAsync(call, null, deadline, both.Token, cancellation);
        try
        {
            return new ApiStream(response, await response.Content.ReadAsStreamAsync(both.Token));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Writes. The server is told to give up at the deadline too, so that nothing lands long after it.</summary>
    /// <param name="method">POST or PATCH.</param>
    /// <param name="resource">The resource's name with its subresource, for metrics.</param>
    /// <param name="path">The path, without a query.</param>
    /// <param name="contentType">Of the body; for PATCH it says the kind of patch.</param>
    /// <param name="body">JSON.</param>
    /// <param name="deadline">No answer by then means <see cref="ApiErrorKind.UnknownOutcome"/>.</param>
    /// <param name="cancellation">As if the deadline had come.</param>
    /// <returns>The answer's body; empty where it was lost after a success.</returns>
    /// <exception cref="ApiException">
    /// <see cref="ApiErrorKind.UnknownOutcome"/> where the write may have been carried out; any other kind means that it was not.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled before it was sent.</exception>
    public async Task<ReadOnlyMemory<byte>> WriteAsync(
        HttpMethod method,
        string resource,
        string path,
        string contentType,
        ReadOnlyMemory<byte> body,
        Deadline deadline,
        CancellationToken cancellation)
    {
        deadline = Deadline.Earlier(deadline, Deadline.In(_time, _options.RequestTimeout));
        var call = new Call(method == HttpMethod.Post ? "create" : "patch", resource, method, path);
        using var patience = new CancellationTokenSource(deadline.TimerDelay(_time), _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        using var response = await SendAsync(
            call, () => new TrackedContent(body, contentType), deadline, both.Token, cancellation);
        try
        {
            return await response.Content.ReadAsByteArrayAsync(both.Token);
        }
        catch (Exception e) when (IsLost(e))
        {
            return ReadOnlyMemory<byte>.Empty;
        }
    }

    /// <summary>Closes every connection.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        Call call,
        Func<TrackedContent>? content,
        Deadline deadline,
        CancellationToken patience,
        CancellationToken cancellation)
    {
        var tokenWasRead = false;
        for (var refusals = 0; ; )
        {
            var response = await SendOnceAsync(call, content?.Invoke(), deadline, patience, cancellation);
            if (response.IsSuccessStatusCode) return response;

            ApiException error;
            using (response) error = await ReadErrorAsync(call, response, content is not null, patience);

            if (error.Kind == ApiErrorKind.Unauthorized && !tokenWasRead && _endpoint.Token?.Refresh() == true)
            {
                tokenWasRead = true;
                LogTokenRefused(call.Verb, call.Resource);
                continue;
            }

            // 429 means that nothing was done; so does 503 with a Retry-After for a read.
            var mayRepeat = error.Kind == ApiErrorKind.TooManyRequests
                || (error.Kind == ApiErrorKind.ServerError && error.RetryAfter is not null);
            var wait = error.RetryAfter ?? TimeSpan.FromSeconds(1);
            if (!mayRepeat || ++refusals > MostRefusalsWaitedFor || wait >= deadline.Remaining(_time)) throw error;
            LogToldToWait(call.Verb, call.Resource, error.StatusCode, wait.TotalSeconds);
            await Task.Delay(wait, _time, cancellation);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        Call call, TrackedContent? content, Deadline deadline, CancellationToken patience, CancellationToken cancellation)
    {
        if (call.Verb != "watch") await WaitForTurnAsync(call, deadline, cancellation);
        cancellation.ThrowIfCancellationRequested();

        using var message = Message(call, content, deadline);
        var started = _time.GetTimestamp();
        var statusCode = 0;
        try
        {
            var response = await _http.SendAsync(message, patience);
            statusCode = (int)response.StatusCode;
            return response;
        }
        catch (Exception e) when (IsLost(e))
        {
            if (content is not { Started: true }) cancellation.ThrowIfCancellationRequested();
            throw Lost(call, content, e);
        }
        finally
        {
            _observer?.Answered(call.Verb, call.Resource, statusCode, _time.GetElapsedTime(started));
        }
    }

    private async ValueTask WaitForTurnAsync(Call call, Deadline deadline, CancellationToken cancellation)
    {
        var waited = await _throttle.WaitAsync(deadline, cancellation);
        if (waited > TimeSpan.Zero) _observer?.Throttled(call.Verb, call.Resource, waited);
    }

    private HttpRequestMessage Message(Call call, TrackedContent? content, Deadline deadline)
    {
        var path = _basePath + call.Path;
        if (content is not null)
        {
            var milliseconds = Math.Max(1, (long)deadline.Remaining(_time).TotalMilliseconds);
            path += $"?timeout={milliseconds}ms";
        }

        var message = new HttpRequestMessage(call.Method, new Uri(_endpoint.Server, path))
        {
            // HTTP/2 where TLS negotiates it, else 1.1.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = content,
        };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        if (_endpoint.Token is { } token)
        {
            try
            {
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Current());
            }
            catch (CredentialException e)
            {
                message.Dispose();
                throw new ApiException(ApiErrorKind.Unauthorized, $"{call}: not sent: {e.Message}", e);
            }
        }

        return message;
    }

    private async Task<ApiException> ReadErrorAsync(
        Call call, HttpResponseMessage response, bool isWrite, CancellationToken patience)
    {
        var retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        if (retryAfter < TimeSpan.Zero) retryAfter = TimeSpan.Zero;

        var status = default(ApiStatus) with { Reason = "", Message = response.ReasonPhrase ?? "" };
        try
        {
            var body = await ReadErrorBodyAsync(response, patience);
            if (body.Length > 0) status = ApiStatus.Read(body.Span);
        }
        catch (Exception e) when (IsLost(e))
        {
            // The code says enough.
        }

        return ApiException.From(status, (int)response.StatusCode, call.ToString(), isWrite, retryAfter);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadErrorBodyAsync(
        HttpResponseMessage response, CancellationToken patience)
    {
        await using var body = await response.Content.ReadAsStreamAsync(patience);
        var buffer = new byte[LongestErrorBody];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, patience);
        return buffer.AsMemory(0, length);
    }

    private static bool IsLost(Exception e) => e is HttpRequestException or IOException or OperationCanceledException;

    private static ApiException Lost(Call call, TrackedContent? content, Exception e)
    {
        var why = e switch
        {
            OperationCanceledException => "no answer in time",
            { InnerException: { } inner } => $"{e.Message} ({inner.Message})",
            _ => e.Message,
        };
        return content is { Started: true }
            ? new ApiException(ApiErrorKind.UnknownOutcome, $"{call}: sent, but {why}", e)
            : new ApiException(ApiErrorKind.Unreachable, $"{call}: {why}", e);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Verb} {Resource}: token refused (401), trying with the one now in the file")]
    private partial void LogTokenRefused(string verb, string resource);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Verb} {Resource}: the API server answered {StatusCode} and asks to wait {Seconds} s")]
    private partial void LogToldToWait(string verb, string resource, int statusCode, double seconds);

    private readonly record struct Call(string Verb, string Resource, HttpMethod Method, string Path)
    {
        public override string ToString() => $"{Verb} {Path.Split('?', 2)[0]}";
    }
}
