using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Kubernetes.Fakes;

/// <summary>Waits for conditions; the limit only ends a test that would hang.</summary>
public static class Eventually
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    public static async Task Is(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var until = DateTime.UtcNow + Hang;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, $"never: {what}");
            await Task.Delay(2);
        }
    }

    /// <summary>Lets fake time pass in steps until the condition holds.</summary>
    public static async Task Is(
        FakeTimeProvider time, TimeSpan step, Func<bool> condition,
        [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var until = DateTime.UtcNow + Hang;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, $"never: {what}");
            time.Advance(step);
            await Task.Delay(2);
        }
    }

    public static Task<T> Ends<T>(Task<T> task) => task.WaitAsync(Hang);

    public static Task Ends(Task task) => task.WaitAsync(Hang);
}
