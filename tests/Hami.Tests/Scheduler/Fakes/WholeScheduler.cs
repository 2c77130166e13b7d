using Hami.Core.Requests;
using Hami.Scheduler;
using Hami.Scheduler.Configuration;
using Hami.Tests.Kubernetes.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hami.Tests.Scheduler.Fakes;

/// <summary>The scheduler as it runs, all of it, with listeners on ports of its own and an API server beside it.</summary>
internal sealed class WholeScheduler : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly TempFolder folder = new();
    private readonly SchedulerParts parts;
    private readonly Task running;

    private WholeScheduler(ClusterApi api, SchedulerOptions options)
    {
        Api = api;
        parts = new SchedulerParts(options with { Kubeconfig = folder.Write("config", api.KubeConfig) }, TimeProvider.System, NullLoggerFactory.Instance);
        running = parts.RunAsync(stop.Token);
    }

    public ClusterApi Api { get; }

    public ExtenderServer Server { get; private set; } = null!;

    public static async Task<WholeScheduler> StartAsync(ClusterApi api, SchedulerOptions? options = null)
    {
        options ??= ExtenderServer.Options;
        var scheduler = new WholeScheduler(api, options);
        scheduler.Server = await ExtenderServer.StartAsync(scheduler.parts.Router, options);
        return scheduler;
    }

    /// <summary>Waits until it may place.</summary>
    public async Task PlacingAsync()
    {
        while ((await Server.GetAsync("/readyz/scheduling")).Status != System.Net.HttpStatusCode.OK) await Task.Delay(2);
    }

    public Task<string> FilterAsync(Pod pod, params string[] nodes) =>
        Server.PostAsync("/filter", $$"""{"Pod":{{pod.Json()}},"NodeNames":[{{string.Join(',', nodes.Select(node => $"\"{node}\""))}}]}""");

    public Task<string> BindAsync(Pod pod, string node) =>
        Server.PostAsync("/bind", $$"""{"PodName":"{{pod.Name}}","PodNamespace":"{{pod.Namespace}}","PodUID":"{{pod.Uid}}","Node":"{{node}}"}""");

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        parts.Dispose();
        folder.Dispose();
        stop.Dispose();
    }
}
