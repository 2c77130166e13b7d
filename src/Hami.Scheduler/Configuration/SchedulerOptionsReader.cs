using Hami.Core.Admission;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Vendors;
using Hami.Core.Vendors.Configuration;
using Hami.Kubernetes.Api;
using Hami.Scheduler.Metrics;
using Microsoft.Extensions.Logging;

namespace Hami.Scheduler.Configuration;

/// <summary>Makes options of flags, environment and device configuration.</summary>
public static class SchedulerOptionsReader
{
    /// <summary>Reads and checks everything.</summary>
    /// <param name="values">The flags given.</param>
    /// <param name="surroundings">Environment and host name.</param>
    /// <param name="build">What was built.</param>
    /// <exception cref="UsageException">Flags or variables are wrong; all faults at once.</exception>
    /// <exception cref="ConfigException">The device configuration is wrong; all faults at once.</exception>
    public static SchedulerOptions Read(FlagValues values, Surroundings surroundings, BuildInfo build)
    {
        var notices = new List<string>();
        var vendorFlags = SchedulerFlags.ReadVendors(values, notices);
        var schedulerName = values.Read(SchedulerFlags.SchedulerName);
        var nodeAgents = values.Read(SchedulerFlags.GuardNodeAgents);
        var rate = values.Read(SchedulerFlags.Rate);
        var requestTimeout = values.Read(SchedulerFlags.RequestTimeout);
        var apiClient = new ApiClientOptions { UserAgent = $"hami/{build.Version} (scheduler)" };
        var options = new SchedulerOptions
        {
            Listen = values.Read(SchedulerFlags.Listen),
            CertificateFile = OrNull(values.Read(SchedulerFlags.CertificateFile)),
            KeyFile = OrNull(values.Read(SchedulerFlags.KeyFile)),
            PlainListen = values.Read(SchedulerFlags.PlainListen),
            MetricsListen = values.Read(SchedulerFlags.MetricsListen),
            Vendors = new VendorSet([]),
            State = new StateSettings
            {
                Defaults = new PlacementDefaults(values.Read(SchedulerFlags.NodePolicy), values.Read(SchedulerFlags.DevicePolicy)),
                NodeSelector = values.Read(SchedulerFlags.NodeSelector),
                ReservationTimeout = values.Read(SchedulerFlags.ReservationTimeout),
                BindTimeout = values.Read(SchedulerFlags.BindTimeout),
            },
            Admission = new AdmissionSettings
            {
                SchedulerName = schedulerName,
                ForceOverwriteDefaultScheduler = values.Read(SchedulerFlags.ForceOverwrite),
                Schedulers = values.Read(SchedulerFlags.GuardWriters),
                AllowedVariables = values.Read(SchedulerFlags.GrantVariables),
            },
            NodeLockTimeout = values.Read(SchedulerFlags.NodeLockTimeout, SchedulerVariables.NodeLockTimeout.Name, surroundings.Variable),
            NodeLockRetryTimeout = values.Read(SchedulerFlags.NodeLockRetryTimeout),
            ApiClient = apiClient with
            {
                RequestsPerSecond = rate,
                Burst = values.Read(SchedulerFlags.Burst),
                RequestTimeout = requestTimeout > TimeSpan.Zero ? requestTimeout : apiClient.RequestTimeout,
            },
            Kubeconfig = OrNull(values.Read(SchedulerFlags.Kubeconfig)),
            TokenFile = OrNull(values.Read(SchedulerFlags.TokenFile)),
            PodName = OrNull(surroundings.Variable(SchedulerVariables.PodName.Name)),
            PodNamespace = OrNull(surroundings.Variable(SchedulerVariables.PodNamespace.Name)),
            LegacyMetrics = values.Read(SchedulerFlags.LegacyMetrics),
            LogLevel = LevelOf(values.Read(SchedulerFlags.Verbosity), values.Read(SchedulerFlags.Debug)),
            Build = build,
        };
        var lease = ReadLease(values, schedulerName, options.PodNamespace, surroundings.HostName);
        var configFile = values.Read(SchedulerFlags.DeviceConfigFile);
        CheckTogether(options, values);
        values.ThrowIfAny();

        var config = configFile.Length > 0 ? DeviceConfigFile.Read(configFile) : null;
        if (config is null && values.IsGiven(SchedulerFlags.DeviceConfigFile))
            throw new UsageException([$"{SchedulerFlags.DeviceConfigFile.Spelling}: is empty: name a file, or leave the flag out for the built-in defaults"]);
        var vendors = VendorRegistry.Build(config, vendorFlags, notices);
        return options with
        {
            Vendors = vendors,
            Admission = options.Admission with { NodeAgents = KeysOf(nodeAgents, vendors) },
            Lease = lease,
            Notices = notices,
        };
    }

    private static void CheckTogether(SchedulerOptions options, FlagValues values)
    {
        if (options.CertificateFile is null != options.KeyFile is null)
        {
            values.Refuse(
                $"{SchedulerFlags.CertificateFile.Spelling} and {SchedulerFlags.KeyFile.Spelling}: only one of them is given: give both for TLS, or none");
        }

        if (options.PlainListen is { IsLoopback: false } plain)
        {
            values.Refuse(
                $"{SchedulerFlags.PlainListen.Spelling}: \"{plain}\" is not on loopback: whoever reaches it could bind pods; write 127.0.0.1:{plain.Port}, "
                + $"or use {SchedulerFlags.Listen.Spelling}");
        }

        RefuseOnePortTwice(options, values);
        if (options.State.ReservationTimeout <= options.State.BindTimeout)
        {
            values.Refuse(
                $"{SchedulerFlags.ReservationTimeout.Spelling}: is not longer than {SchedulerFlags.BindTimeout.Spelling}: a reservation must outlive its Binding");
        }
    }

    private static void RefuseOnePortTwice(SchedulerOptions options, FlagValues values)
    {
        (Flag Flag, ListenAddress? Address)[] listeners =
        [
            (SchedulerFlags.Listen, options.Listen), (SchedulerFlags.PlainListen, options.PlainListen), (SchedulerFlags.MetricsListen, options.MetricsListen),
        ];
        for (var i = 0; i < listeners.Length; i++)
        {
            for (var j = i + 1; j < listeners.Length; j++)
            {
                if (listeners[i].Address is not { Port: > 0 } one || listeners[j].Address is not { } other || one.Port != other.Port) continue;
                if (one.Address is not null && other.Address is not null && !one.Address.Equals(other.Address)) continue;
                values.Refuse($"{listeners[i].Flag.Spelling} and {listeners[j].Flag.Spelling}: both listen on {other}: give each a port of its own");
            }
        }
    }

    private static LeaseOptions? ReadLease(FlagValues values, string schedulerName, string? podNamespace, string hostName)
    {
        var name = values.Read(SchedulerFlags.LeaseName);
        var space = values.Read(SchedulerFlags.LeaseNamespace);
        if (!values.Read(SchedulerFlags.LeaderElect)) return null;
        if (name.Length == 0) name = schedulerName;
        if (space.Length == 0) space = podNamespace ?? "";
        if (name.Length == 0)
        {
            values.Refuse(
                $"{SchedulerFlags.LeaderElect.Spelling}: the lease has no name: give {SchedulerFlags.LeaseName.Spelling} or {SchedulerFlags.SchedulerName.Spelling}");
        }

        if (space.Length == 0)
        {
            values.Refuse(
                $"{SchedulerFlags.LeaderElect.Spelling}: the lease has no namespace: give {SchedulerFlags.LeaseNamespace.Spelling}, or set {SchedulerVariables.PodNamespace.Name}");
        }

        if (hostName.Length == 0)
            values.Refuse($"{SchedulerFlags.LeaderElect.Spelling}: this machine has no host name, by which the lease's holder is known: give it one");
        return new LeaseOptions(space, name, hostName);
    }

    // What a node agent owns: the phase, the lists that it works off, and what it fills in.
    private static IReadOnlyList<KeyWriter> KeysOf(IReadOnlyList<GuardedWriter> writers, VendorSet vendors)
    {
        var keys = new GuardedKeys(vendors);
        var guarded = keys.Annotations;
        var owned = keys.OfNodeAgents;
        var faults = writers.SelectMany(static writer => writer.Keys ?? []).Where(key => !guarded.Contains(key)).Distinct()
            .Select(key => $"{SchedulerFlags.GuardNodeAgents.Spelling}: \"{key}\" is not a guarded key{NearMatch.Question(key, guarded)}: write one of "
                + string.Join(", ", guarded.Order(StringComparer.Ordinal)))
            .ToList();
        if (faults.Count > 0) throw new UsageException(faults);
        return [.. writers.Select(writer => new KeyWriter(writer.Subject, writer.Keys is { } listed ? listed.ToHashSet() : owned))];
    }

    private static LogLevel LevelOf(int verbosity, bool debug) => verbosity switch
    {
        >= 6 => LogLevel.Trace,
        >= 4 => LogLevel.Debug,
        _ => debug ? LogLevel.Debug : LogLevel.Information,
    };

    private static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
