using Hami.Scheduler.Leadership;
using Microsoft.AspNetCore.Http;

namespace Hami.Scheduler.Listening;

/// <summary>What probes ask: alive, ready for webhooks (the caches are filled), ready to place.</summary>
/// <param name="isSynced">Whether the caches are filled.</param>
/// <param name="right">The right to place.</param>
internal sealed class ReadinessEndpoints(Func<bool> isSynced, SchedulingRight right)
{
    /// <summary><c>GET /healthz</c>: the process serves.</summary>
    public static Task LiveAsync(HttpContext context) => AnswerAsync(context, "");

    /// <summary><c>GET /readyz</c>: webhooks and caches.</summary>
    public Task ReadyAsync(HttpContext context) => AnswerAsync(context, isSynced() ? "" : "the caches are not filled yet");

    /// <summary><c>GET /readyz/scheduling</c>: the right to place; the answer names the term.</summary>
    public Task SchedulingAsync(HttpContext context)
    {
        var now = right.Current;
        return now.Holds ? context.Response.WriteAsync($"term {now.Term}\n", context.RequestAborted) : AnswerAsync(context, right.Reason);
    }

    private static Task AnswerAsync(HttpContext context, string trouble)
    {
        if (trouble.Length == 0) return Task.CompletedTask;
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(trouble + "\n", context.RequestAborted);
    }
}
