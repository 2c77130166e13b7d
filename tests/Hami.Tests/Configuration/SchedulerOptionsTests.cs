using Hami.Cli;
using Hami.Core.Admission;
using Hami.Core.Placement;
using Hami.Core.Vendors.Configuration;
using Hami.Scheduler.Configuration;
using Hami.Scheduler.Metrics;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Hami.Tests.Configuration;

/// <summary>Flags and variables of <c>hami scheduler</c> (control-plane.md §1.3, §1.4).</summary>
public sealed class SchedulerOptionsTests
{
    private static readonly BuildInfo Build = new("1.2.3", "r", "d", "n", "c", "p");

    [Fact]
    public void Defaults_are_the_originals_where_it_has_sensible_ones()
    {
        var options = Read();
        Assert.Equal("127.0.0.1:8080", options.Listen.ToString());
        Assert.Equal(":9395", options.MetricsListen.ToString());
        Assert.Null(options.PlainListen);
        Assert.Equal((null, null, null, null), (options.CertificateFile, options.KeyFile, options.Kubeconfig, options.TokenFile));
        Assert.Equal(new PlacementDefaults("binpack", "spread"), options.State.Defaults);
        Assert.Empty(options.State.NodeSelector);
        Assert.Equal((TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(5)), (options.State.ReservationTimeout, options.State.BindTimeout));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(28)), (options.NodeLockTimeout, options.NodeLockRetryTimeout));
        Assert.Equal((200.0, 400, TimeSpan.FromSeconds(30)), (options.ApiClient.RequestsPerSecond, options.ApiClient.Burst, options.ApiClient.RequestTimeout));
        Assert.Equal("hami/1.2.3 (scheduler)", options.ApiClient.UserAgent);
        Assert.Equal(("", true), (options.Admission.SchedulerName, options.Admission.ForceOverwriteDefaultScheduler));
        Assert.Equal([Subject.User("system:serviceaccount:hami-system:hami-scheduler")], options.Admission.Schedulers);
        Assert.Empty(options.Admission.AllowedVariables);
        Assert.Null(options.Lease);
        Assert.Equal((LogLevel.Information, false), (options.LogLevel, options.LegacyMetrics));
        Assert.Equal(["NVIDIA", "MLU", "DCU"], options.Vendors.All.Select(vendor => vendor.Key));
        Assert.Empty(options.Notices);
    }

    [Fact]
    public void The_charts_command_line_is_understood()
    {
        using var file = new TemporaryFile("nvidia: { resourceCountName: nvidia.com/gpu }");
        var options = Read(
            ["--http_bind=0.0.0.0:443", "--cert_file=/tls/tls.crt", "--key_file=/tls/tls.key", "--scheduler-name=hami-scheduler", "--metrics-bind-address=:9395",
                "--node-scheduler-policy=binpack", "--gpu-scheduler-policy=spread", "--force-overwrite-default-scheduler=true", $"--device-config-file={file.Path}",
                "--leader-elect=true", "--leader-elect-resource-name=hami-scheduler", "--leader-elect-resource-namespace=kube-system", "--enable-ascend=false",
                "--enable-iluvatar=false", "--node-label-selector=gpu=on", "--debug", "-v=4"]);
        Assert.Equal("0.0.0.0:443", options.Listen.ToString());
        Assert.Equal(("/tls/tls.crt", "/tls/tls.key"), (options.CertificateFile, options.KeyFile));
        Assert.Equal(new LeaseOptions("kube-system", "hami-scheduler", "host-1"), options.Lease);
        Assert.Equal("on", Assert.Single(options.State.NodeSelector, label => label.Key == "gpu").Value);
        Assert.Equal(LogLevel.Debug, options.LogLevel);
        Assert.Equal(["NVIDIA"], options.Vendors.All.Select(vendor => vendor.Key));
    }

    [Theory]
    [InlineData("--legacy-metrics")]
    [InlineData("--legacy-metrics=true")]
    [InlineData("--legacy-metrics=T")]
    [InlineData("--legacy-metrics", "-v=4")]
    [InlineData("--legacy-metrics=false", "--legacy-metrics=true")]
    [InlineData("--enable-iluvatar", "--legacy-metrics")]
    public void A_switch_is_on(params string[] arguments) => Assert.True(Read(arguments).LegacyMetrics);

    [Theory]
    [InlineData("--legacy-metrics=false")]
    [InlineData("--legacy-metrics=0")]
    [InlineData("--legacy-metrics", "--legacy-metrics=false")]
    public void A_switch_is_off(params string[] arguments) => Assert.False(Read(arguments).LegacyMetrics);

    [Theory]
    [InlineData("-v=6")]
    [InlineData("-v", "6")]
    [InlineData("-v6")]
    [InlineData("--v=6")]
    [InlineData("--v", "6")]
    [InlineData("-v=2", "-v=6")]
    public void Verbosity_has_every_form_of_a_short_flag(params string[] arguments) => Assert.Equal(LogLevel.Trace, Read(arguments).LogLevel);

    [Theory]
    [InlineData("-v=0", LogLevel.Information)]
    [InlineData("-v=3", LogLevel.Information)]
    [InlineData("-v=4", LogLevel.Debug)]
    [InlineData("-v=10", LogLevel.Trace)]
    [InlineData("--debug", LogLevel.Debug)]
    public void Verbosity_is_mapped_to_levels(string argument, LogLevel level) => Assert.Equal(level, Read(argument).LogLevel);

    [Theory]
    [InlineData("--scheduler-name=a")]
    [InlineData("--scheduler-name", "a")]
    [InlineData("--scheduler-name=b", "--scheduler-name=a")]
    public void A_value_stands_after_an_equals_sign_or_a_blank_and_the_last_counts(params string[] arguments) =>
        Assert.Equal("a", Read(arguments).Admission.SchedulerName);

    [Theory]
    [InlineData("--scheduler-name=")]
    [InlineData("--scheduler-name", "")]
    public void A_value_may_be_empty(params string[] arguments) => Assert.Equal("", Read(arguments).Admission.SchedulerName);

    [Fact]
    public void A_value_that_begins_with_an_at_sign_or_a_dash_stays_one()
    {
        Assert.Equal("@/etc/passwd", Read("--kubeconfig", "@/etc/passwd").Kubeconfig);
        Assert.Equal(-1, Read("--kube-qps", "-1").ApiClient.RequestsPerSecond);
    }

    [Fact]
    public void Lists_add_up_whether_by_commas_or_by_several_flags()
    {
        var options = Read(
            "--node-label-selector=gpu=on,zone=a", "--node-label-selector=b=", "--guard-writers=me,group:system:masters", "--allow-grant-variables",
            "GPU_CORE_UTILIZATION_POLICY", "--allow-grant-variables=CUDA_DEVICE_SM_LIMIT");
        Assert.Equal(["b=", "gpu=on", "zone=a"], options.State.NodeSelector.Select(label => $"{label.Key}={label.Value}").Order());
        Assert.Equal([Subject.User("me"), Subject.Group("system:masters")], options.Admission.Schedulers);
        Assert.Equal(["CUDA_DEVICE_SM_LIMIT", "GPU_CORE_UTILIZATION_POLICY"], options.Admission.AllowedVariables.Order());
    }

    [Fact]
    public void An_empty_list_of_writers_lets_nobody_write()
    {
        var options = Read("--guard-writers=", "--guard-node-agents=");
        Assert.Empty(options.Admission.Schedulers);
        Assert.Empty(options.Admission.NodeAgents);
    }

    [Fact]
    public void Node_agents_own_what_they_work_off_and_fill_in_or_the_keys_named()
    {
        var agents = Read("--guard-node-agents=a,group:b=hami.io/bind-phase+hami.io/vgpu-mig-allocations").Admission.NodeAgents;
        Assert.Equal([Subject.User("a"), Subject.Group("b")], agents.Select(agent => agent.Subject));
        Assert.Superset(
            new HashSet<string> { "hami.io/bind-phase", "hami.io/vgpu-devices-to-allocate", "hami.io/vgpu-mig-allocations", "CAMBRICON_DSMLU_ASSIGNED" },
            agents[0].Keys.ToHashSet());
        Assert.DoesNotContain("hami.io/vgpu-devices-allocated", agents[0].Keys);
        Assert.DoesNotContain("hami.io/vgpu-node", agents[0].Keys);
        Assert.Equal(["hami.io/bind-phase", "hami.io/vgpu-mig-allocations"], agents[1].Keys.Order());
    }

    [Theory]
    [InlineData(null, null, 300)]
    [InlineData(null, "10m", 600)]
    [InlineData("1m", "10m", 60)]
    [InlineData("5m", "10m", 300)]
    [InlineData(null, "", 300)]
    public void The_lock_timeout_is_the_flags_then_the_variables_then_the_default(string? flag, string? variable, int seconds)
    {
        // The original lets the flag's default overwrite the variable (control-plane.md C15).
        var options = Read(flag is null ? [] : [$"--node-lock-timeout={flag}"], name => name == "HAMI_NODELOCK_EXPIRE" ? variable : null);
        Assert.Equal(TimeSpan.FromSeconds(seconds), options.NodeLockTimeout);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("1m30s", 90)]
    [InlineData("0", 30)]
    public void The_request_timeout_counts_seconds_and_is_never_endless(string value, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read($"--kube-timeout={value}").ApiClient.RequestTimeout);

    [Fact]
    public void The_lease_is_named_by_default_after_the_scheduler_and_the_pods_namespace()
    {
        var options = Read(["--leader-elect", "--scheduler-name=s"], name => name switch
        {
            "POD_NAMESPACE" => "ns",
            "POD_NAME" => "pod-0",
            _ => null,
        });
        Assert.Equal(new LeaseOptions("ns", "s", "host-1"), options.Lease);
        Assert.Equal(("pod-0", "ns"), (options.PodName, options.PodNamespace));
    }

    [Fact]
    public void Flags_of_the_original_that_have_no_use_here_are_accepted_and_told_of()
    {
        var arguments = SchedulerFlags.All.Where(flag => flag.Group == FlagGroup.WithoutEffect).Select(flag => $"{flag.Spelling}={flag.DefaultText}").ToArray();
        var notice = Assert.Single(Read(arguments).Notices);
        Assert.StartsWith("without effect, accepted because the original has them: --profiling, --logtostderr, ", notice);
        Assert.Contains("--vmodule", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_flag_takes_its_own_default()
    {
        var arguments = SchedulerFlags.All.Where(flag => flag.DefaultText.Length > 0).Select(flag => $"{flag.Spelling}={flag.DefaultText}").ToArray();
        Assert.Equal("DCU", Read(arguments).Vendors.All[^1].Key);
    }

    [Theory]
    [InlineData("--http_bind=8080", "--http_bind: \"8080\" is not an address:port: write 127.0.0.1:8080, [::1]:8080, or :8080 for every interface")]
    [InlineData("--node-scheduler-policy=binpak", "--node-scheduler-policy: \"binpak\" is not one of binpack, spread (did you mean \"binpack\"?): write binpack or spread")]
    [InlineData("--gpu-scheduler-policy=topology", "--gpu-scheduler-policy: \"topology\" is not a list of binpack, spread, mutex, numa, topology-aware: write binpack or binpack,topology-aware")]
    [InlineData("--gpu-scheduler-policy=", "--gpu-scheduler-policy: \"\" is not a list of")]
    [InlineData("--node-label-selector=gpu", "--node-label-selector: \"gpu\" is not a list of label=value: write gpu=on or gpu=on,zone=a")]
    [InlineData("--node-label-selector=a=1,a=2", "--node-label-selector: \"a=1,a=2\" is not a list of label=value")]
    [InlineData("--kube-qps=fast", "--kube-qps: \"fast\" is not a number from -1 to 1000000: write 200, or -1 for no limit")]
    [InlineData("--kube-qps=NaN", "--kube-qps: \"NaN\" is not a number")]
    [InlineData("--kube-burst=1.5", "--kube-burst: \"1.5\" is not an integer from 0 to 1000000")]
    [InlineData("--bind-timeout=5", "--bind-timeout: \"5\" is not a duration from 100ms to 30s: write 5s")]
    [InlineData("--bind-timeout=31s", "--bind-timeout: \"31s\" is not a duration from 100ms to 30s: write 5s")]
    [InlineData("--reservation-timeout=1s", "--reservation-timeout: \"1s\" is not a duration from 30s to 24h: write 15m")]
    [InlineData("--node-lock-timeout=-5m", "--node-lock-timeout: \"-5m\" is not a duration from 1s to 24h: write 5m")]
    [InlineData("--leader-elect=maybe", "--leader-elect: \"maybe\" is not true or false: write true or false")]
    [InlineData("--scheduler-name=My_Scheduler", "--scheduler-name: \"My_Scheduler\" is not a name of a Kubernetes object")]
    [InlineData("-v=loud", "-v: \"loud\" is not an integer from 0 to 100")]
    [InlineData("--plain-bind=0.0.0.0:80", "--plain-bind: \"0.0.0.0:80\" is not on loopback: whoever reaches it could bind pods; write 127.0.0.1:80, or use --http_bind")]
    [InlineData("--plain-bind=:80", "--plain-bind: \":80\" is not on loopback")]
    [InlineData("--plain-bind=127.0.0.1:8080", "--http_bind and --plain-bind: both listen on 127.0.0.1:8080: give each a port of its own")]
    [InlineData("--metrics-bind-address=:8080", "--http_bind and --metrics-bind-address: both listen on :8080: give each a port of its own")]
    [InlineData("--cert_file=a", "--cert_file and --key_file: only one of them is given: give both for TLS, or none")]
    [InlineData("--leader-elect", "--leader-elect: the lease has no name: give --leader-elect-resource-name or --scheduler-name")]
    [InlineData("--leader-elect", "--leader-elect: the lease has no namespace: give --leader-elect-resource-namespace, or set POD_NAMESPACE")]
    [InlineData("--allow-grant-variables=CUDA_VISIBLE_DEVICES", "--allow-grant-variables: \"CUDA_VISIBLE_DEVICES\" is not a list of NVIDIA_VISIBLE_DEVICES, ")]
    [InlineData("--guard-writers=a,,b", "--guard-writers: \"a,,b\" is not a list of users, or of groups as group:NAME")]
    [InlineData("--guard-node-agents=a=", "--guard-node-agents: \"a=\" is not a list of SUBJECT or SUBJECT=KEY+KEY")]
    [InlineData("--guard-node-agents=a=hami.io/bind-phas", "--guard-node-agents: \"hami.io/bind-phas\" is not a guarded key (did you mean \"hami.io/bind-phase\"?): write one of ")]
    [InlineData("--device-config-file=", "--device-config-file: is empty: name a file, or leave the flag out for the built-in defaults")]
    [InlineData("--enable-ascend=perhaps", "--enable-ascend: \"perhaps\" is not true or false")]
    [InlineData("--profiling=x", "--profiling: \"x\" is not true or false")]
    public void A_wrong_value_is_told_with_flag_value_what_is_allowed_and_remedy(string argument, string message) =>
        Assert.Contains(Refusal(argument).Faults, fault => fault.StartsWith(message, StringComparison.Ordinal));

    [Fact]
    public void A_wrong_variable_is_named_itself() =>
        Assert.Equal(
            ["HAMI_NODELOCK_EXPIRE: \"soon\" is not a duration from 1s to 24h: write 5m"],
            Assert.Throws<UsageException>(() => Read([], name => name == "HAMI_NODELOCK_EXPIRE" ? "soon" : null)).Faults);

    [Fact]
    public void Everything_wrong_is_told_at_once() =>
        Assert.Equal(4, Refusal("--bind-timeout=x", "--kube-burst=-1", "--plain-bind=:1", "--v=x").Faults.Count);

    [Fact]
    public void Without_a_host_name_no_lease_can_be_followed() =>
        Assert.Contains(
            "--leader-elect: this machine has no host name, by which the lease's holder is known: give it one",
            Assert.Throws<UsageException>(() => Read(["--leader-elect", "--scheduler-name=s", "--leader-elect-resource-namespace=n"], _ => null, hostName: "")).Faults);

    [Theory]
    [InlineData("nvidia: { resourceCountNam: x }", ":1:11: section \"nvidia\": unknown key \"resourceCountNam\" (did you mean \"resourceCountName\"?)")]
    [InlineData("", ":1:1: all configurations are empty")]
    public void A_wrong_device_configuration_is_named_with_its_file(string content, string message)
    {
        using var file = new TemporaryFile(content);
        var fault = Assert.Single(Assert.Throws<ConfigException>(() => Read($"--device-config-file={file.Path}")).Faults);
        Assert.StartsWith(file.Path + message, fault);
    }

    [Fact]
    public void A_device_configuration_that_isnt_there_or_is_no_file_is_fatal()
    {
        foreach (var path in new[] { "/nonexistent/device-config.yaml", "/tmp" })
        {
            var fault = Assert.Single(Assert.Throws<ConfigException>(() => Read($"--device-config-file={path}")).Faults);
            Assert.StartsWith($"{path}: can't be read: ", fault);
            Assert.EndsWith("Correct --device-config-file, or leave it out for the built-in defaults", fault);
        }
    }

    [Fact]
    public void A_device_configuration_that_never_ends_is_given_up() =>
        Assert.Contains(
            "/dev/zero: is longer than 1048576 bytes", Assert.Throws<ConfigException>(() => Read("--device-config-file=/dev/zero")).Message, StringComparison.Ordinal);

    private static UsageException Refusal(params string[] arguments) => Assert.Throws<UsageException>(() => Read(arguments));

    private static SchedulerOptions Read(params string[] arguments) => Read(arguments, _ => null);

    private static SchedulerOptions Read(string[] arguments, Func<string, string?> variable, string hostName = "host-1")
    {
        var parsed = CommandLine.Parse(["scheduler", .. arguments]);
        Assert.Empty(UsageFaults.Of(parsed));
        return SchedulerOptionsReader.Read(FlagOption.Read(parsed), new Surroundings(variable, hostName), Build);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string content) => File.WriteAllText(Path, content);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"hami-{Guid.NewGuid():N}.yaml");

        public void Dispose() => File.Delete(Path);
    }
}
