using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Hami.Cluster.Tests.Plane;

/// <summary>One replica of the scheduler's pod: <c>hami scheduler</c> and the kube-scheduler beside it.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(40) };

    private readonly PlaneFixture plane;
    private readonly ReplicaOptions options;
    private readonly PortBlock ports = PortBlock.Take();
    private readonly int webhookPort;
    private readonly int plainPort;
    private readonly int metricsPort;

    public Replica(PlaneFixture plane, ReplicaOptions options)
    {
        this.plane = plane;
        this.options = options;
        webhookPort = ports.Next();
        plainPort = ports.Next();
        metricsPort = ports.Next();
    }

    public string Name => options.Name;

    public int WebhookPort => webhookPort;

    public ChildProcess? Hami { get; private set; }

    public ChildProcess? KubeScheduler { get; private set; }

    /// <summary>Starts <c>hami scheduler</c> and waits until it serves webhooks.</summary>
    public async Task StartHamiAsync()
    {
        if (Hami is not null) await Hami.DisposeAsync();
        string[] scheduler =
        [
            Repository.Executable, "scheduler",
            $"--kubeconfig={plane.Plane.KubeConfig("hami-scheduler")}",
            $"--http_bind=127.0.0.1:{webhookPort}", $"--cert_file={plane.CertificateFolder}/tls.crt", $"--key_file={plane.CertificateFolder}/tls.key",
            $"--plain-bind=127.0.0.1:{plainPort}", $"--metrics-bind-address=127.0.0.1:{metricsPort}",
            "--scheduler-name=hami-scheduler", "--node-label-selector=gpu=on", "--enable-iluvatar", "-v=4",
            .. options.Elects ? (string[])["--leader-elect", "--leader-elect-resource-namespace=hami-system"] : [],
            .. options.Flags,
        ];
        Hami = await ChildProcess.StartAsync(
            $"hami {Name}", $"{options.Logs}/hami-{Name}.log", "unshare", ["--uts", "bash", "-c", "echo \"$0\" > /proc/sys/kernel/hostname && exec \"$@\"", Name, .. scheduler]);
        await AnswersAsync(Hami, $"http://127.0.0.1:{plainPort}/readyz");
        plane.Webhooks.Add(webhookPort);
    }

    /// <summary>Starts kube-scheduler and waits until it is well.</summary>
    public async Task StartKubeSchedulerAsync()
    {
        if (KubeScheduler is not null) await KubeScheduler.DisposeAsync();
        KubeScheduler = await ChildProcess.StartAsync(
            $"kube-scheduler {Name}",
            $"{options.Logs}/kube-scheduler-{Name}.log",
            Repository.Of("deploy/control-plane/scheduler"),
            [
                plane.Plane.Folder, "--extender", $"http://127.0.0.1:{plainPort}", "--form", options.Form, "--replica", $"{options.Number}", "--hostname", Name,
                .. options.Elects ? (string[])[] : ["--no-election"],
            ]);
        await AnswersAsync(KubeScheduler, $"http://127.0.0.1:{plane.Plane.HealthPort(options.Number)}/healthz");
    }

    /// <summary>Ends one of the two at once, as a crash or the kernel would.</summary>
    public async Task KillAsync(string program)
    {
        if (program == "hami") plane.Webhooks.Remove(webhookPort);
        await Process(program).KillAsync();
    }

    /// <summary>Ends one of the two in order.</summary>
    public async Task StopAsync(string program)
    {
        if (program == "hami") plane.Webhooks.Remove(webhookPort);
        await Process(program).DisposeAsync();
    }

    /// <summary>The process of this name.</summary>
    public ChildProcess Process(string program) =>
        (program == "hami" ? Hami : KubeScheduler) ?? throw new InvalidOperationException($"{program} of replica {Name} was not started");

    /// <summary>Asks the plain listener.</summary>
    /// <returns>Status and text; 0 when nobody answers.</returns>
    public async Task<(int Code, string Text)> AskAsync(string path)
    {
        try
        {
            using var response = await Http.GetAsync($"http://127.0.0.1:{(path == "/metrics" ? metricsPort : plainPort)}{path}");
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
        {
            return (0, silent.Message);
        }
    }

    /// <summary>Calls the extender as kube-scheduler does.</summary>
    public async Task<JsonNode> CallAsync(string verb, JsonNode arguments)
    {
        using var body = new StringContent(arguments.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync($"http://127.0.0.1:{plainPort}/{verb}", body);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>The serial number of the certificate that the webhooks are served with.</summary>
    public async Task<string> ServedCertificateAsync()
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, webhookPort);
        await using var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = ApiServer.TrustOnly(plane.Plane.Authority) });
        return tls.RemoteCertificate!.GetSerialNumberString();
    }

    public async ValueTask DisposeAsync()
    {
        plane.Webhooks.Remove(webhookPort);
        if (KubeScheduler is not null) await KubeScheduler.DisposeAsync();
        if (Hami is not null) await Hami.DisposeAsync();
        ports.Dispose();
    }

    private static Task<TimeSpan> AnswersAsync(ChildProcess process, string url) => Until.NothingIsMissingAsync(
        async () =>
        {
            if (process.HasEnded) throw new InvalidOperationException($"{process.Name} ended by itself");
            try
            {
                using var answer = await Http.GetAsync(url);
                return answer.IsSuccessStatusCode ? null : $"{process.Name}: {url} answers {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
            }
            catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
            {
                return $"{process.Name}: {url}: {silent.Message}";
            }
        },
        Patience);
}
