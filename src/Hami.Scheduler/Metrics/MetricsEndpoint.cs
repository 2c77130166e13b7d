using Microsoft.AspNetCore.Http;

namespace Hami.Scheduler.Metrics;

/// <summary><c>GET /metrics</c>.</summary>
internal sealed class MetricsEndpoint(StateMetrics state, OperationMetrics operation, BuildInfo build)
{
    /// <summary>Answers a scrape.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        var output = new ExpositionWriter(context.Response.BodyWriter);
        build.Write(output);
        state.Write(output);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        await operation.Registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
    }
}
