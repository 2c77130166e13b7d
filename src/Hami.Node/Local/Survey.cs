namespace Hami.Nodes.Local;

/// <summary>All jobs and devices at one time.</summary>
/// <param name="At">When.</param>
/// <param name="Devices">The devices that are seen.</param>
/// <param name="Jobs">The living jobs, by number.</param>
public sealed record Survey(DateTimeOffset At, IReadOnlyList<DeviceView> Devices, IReadOnlyList<JobView> Jobs)
{
    /// <summary>This survey with the cores in use since an earlier one; of jobs that are new since, over their whole life.</summary>
    public Survey Since(Survey? before)
    {
        var known = before?.Jobs.SelectMany(static job => job.Shares.Select(share => (job.Job, Share: share))).ToDictionary(static pair => (pair.Job, pair.Share.Uuid), static pair => pair.Share.CoreTime) ?? [];
        return this with { Jobs = [.. Jobs.Select(job => job with { Shares = [.. job.Shares.Select(share => share with { CoresUsed = Used(job, share) })] })] };

        double? Used(JobView job, ShareView share)
        {
            if (share.CoreTime == 0 && share.CoresGranted is null) return null;
            var from = before is not null && known.TryGetValue((job.Job, share.Uuid), out var earlier) && earlier <= share.CoreTime ? (Time: earlier, before.At) : (Time: 0UL, At: job.Since);
            var passed = (At - from.At).TotalNanoseconds;
            return passed > 0 ? Math.Round((share.CoreTime - from.Time) / passed * 100, 1) : null;
        }
    }
}
