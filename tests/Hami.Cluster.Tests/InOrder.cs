using Hami.Cluster.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Xunit.TestClassOrderer(typeof(InOrder))]

namespace Hami.Cluster.Tests;

/// <summary>Scenarios first: what is judged of all of them together comes after.</summary>
public sealed class InOrder : ITestClassOrderer
{
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : notnull, ITestClass => [.. testClasses.OrderBy(static one => one?.TestClassName != typeof(ScenarioTests).FullName)];
}
