using Hami.Cluster.Tests.Audit;
using Hami.Cluster.Tests.Plane;
using Xunit;

namespace Hami.Cluster.Tests;

/// <summary>The scheduler has the rights that it needs and no more: what all scenarios together used, by the audit log.</summary>
[Collection(PlaneFixture.OneAtATime)]
public sealed class RightsTests(PlaneFixture plane)
{
    private const string Role = "deploy/kustomize/scheduler-rbac.yaml";
    private const string Scheduler = "hami-scheduler";

    // A right that no scenario uses, and why the scheduler has it all the same.
    private static readonly Dictionary<string, string> Reserved = [];

    [Fact]
    public void Every_right_of_the_role_was_used_by_a_call_or_is_reserved()
    {
        Assert.SkipWhen(plane.Missing is not null, $"this machine lacks {plane.Missing}");
        var missing = ScenarioTests.Names.Select(static row => row.Data).Except(plane.Passed).ToList();
        Assert.SkipWhen(missing.Count > 0, $"it takes all scenarios; {string.Join(", ", missing)} did not run or failed");

        var used = plane.Audit.Since(0).Where(static call => call.Who == Scheduler && !call.HasFailed).Select(Rights.UsedBy).ToHashSet();
        Assert.Equal([], Rights.Of(Role).Except(used).Except(Reserved.Keys));
        Assert.Equal([], Reserved.Keys.Intersect(used));
    }
}
