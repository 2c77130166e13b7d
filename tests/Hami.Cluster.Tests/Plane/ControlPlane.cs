using System.Text.Json;

namespace Hami.Cluster.Tests.Plane;

/// <summary>A real control plane (<c>deploy/control-plane/up</c>), gone when the test process is.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    // The first time, the programs are built.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly ChildProcess process;
    private readonly JsonElement description;

    private ControlPlane(ChildProcess process, string folder, JsonElement description)
    {
        this.process = process;
        this.description = description;
        Folder = folder;
        Api = new ApiServer(Server, Authority, identity => File.ReadAllText($"{folder}/tokens/{identity}"));
    }

    public string Folder { get; }

    public string Server => description.GetProperty("server").GetString()!;

    public string Authority => description.GetProperty("certificateAuthority").GetString()!;

    public string AuditLog => description.GetProperty("auditLog").GetString()!;

    public ApiServer Api { get; }

    public string KubeConfig(string identity) => $"{Folder}/kubeconfig/{identity}";

    /// <summary>Where the kube-scheduler of a replica answers health checks.</summary>
    public int HealthPort(int replica) => description.GetProperty("ports").GetProperty("schedulers")[replica].GetProperty("health").GetInt32();

    /// <summary>What the machine lacks to run one; null for nothing.</summary>
    public static async Task<string?> MissingAsync()
    {
        if (!Environment.IsPrivilegedProcess) return "root, to make namespaces";
        if (!File.Exists("/usr/bin/setpriv")) return "the command setpriv (Debian package util-linux)";
        var probe = await Command.RunAsync("unshare", ["--mount", "--pid", "--fork", "--mount-proc", "unshare", "--uts", "true"]);
        return probe.ExitCode == 0 ? null : $"mount, PID and UTS namespaces: {probe.Output.Trim()}";
    }

    /// <summary>Starts one and waits until all of it answers.</summary>
    public static async Task<ControlPlane> StartAsync(string name)
    {
        var folder = Path.Combine(Repository.Results, name);
        Directory.CreateDirectory(folder);
        File.Delete($"{folder}/ready");
        File.Delete($"{folder}/up.log");
        var up = await ChildProcess.StartAsync(
            "up", $"{folder}/up.log", Repository.Of("deploy/control-plane/up"), [folder, "--until-eof"]);
        await Until.NothingIsMissingAsync(
            () => up.HasEnded
                ? throw new InvalidOperationException($"the control plane did not start:\n{LogTail.Of(up.Log)}")
                : Task.FromResult(File.Exists($"{folder}/ready") ? null : $"{folder}/ready is not there; see {up.Log}"),
            Patience);
        using var ready = JsonDocument.Parse(await File.ReadAllTextAsync($"{folder}/ready"));
        return new ControlPlane(up, folder, ready.RootElement.Clone());
    }

    /// <summary>Kills one of its programs, which is then started again.</summary>
    public void Kill(string program) => Signals.Send(ProcessTree.Find(process.Id, program), "KILL");

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await process.DisposeAsync();
    }
}
