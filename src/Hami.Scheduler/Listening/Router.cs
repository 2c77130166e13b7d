using Microsoft.AspNetCore.Http;

namespace Hami.Scheduler.Listening;

/// <summary>Finds the endpoint of a request by listener, path and method: a dozen fixed paths need no more.</summary>
internal sealed class Router
{
    private readonly Dictionary<(ListenerKind Listener, string Path), (string Method, RequestDelegate Endpoint)> endpoints = [];

    /// <summary>Adds an endpoint to a listener.</summary>
    public void Add(ListenerKind listener, string method, string path, RequestDelegate endpoint) => endpoints[(listener, path)] = (method, endpoint);

    /// <summary>Serves a request that came through a listener.</summary>
    public Task ServeAsync(ListenerKind listener, HttpContext context)
    {
        if (!endpoints.TryGetValue((listener, context.Request.Path.Value ?? ""), out var found))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync($"{context.Request.Path} is not served here\n", context.RequestAborted);
        }

        var method = context.Request.Method;
        if (method == found.Method || (method == HttpMethods.Head && found.Method == HttpMethods.Get)) return found.Endpoint(context);
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = found.Method;
        return context.Response.WriteAsync($"{context.Request.Path} takes {found.Method}\n", context.RequestAborted);
    }
}
