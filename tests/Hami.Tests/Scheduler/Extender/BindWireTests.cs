using System.Net;
using System.Text.Json.Nodes;
using Hami.Tests.Scheduler.Fakes;
using Xunit;

namespace Hami.Tests.Scheduler.Extender;

/// <summary><c>POST /bind</c> as kube-scheduler meets it (control-plane.md §5.1, §5.3), on a real connection.</summary>
public sealed class BindWireTests
{
    [Theory]
    [InlineData("""{"PodName":"p","PodNamespace":"default","PodUID":"uid-p","Node":"n1"}""")]
    [InlineData("""{"podName":"p","podNamespace":"default","podUID":"uid-p","node":"n1","future":[1]}""")]
    [InlineData("""{"podname":"\u0070","podnamespace":"default","poduid":"uid-p","NODE":"n\u0031"}""")]
    public async Task Success_is_an_empty_error(string body)
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        scheduler.Filter(Cluster.Pod("p"), "n1");
        await using var server = await ExtenderServer.StartAsync(scheduler);

        Assert.Equal("""{"Error":""}""", await server.PostAsync("/bind", body));
        Assert.Equal(["bind default/p to n1"], scheduler.Journal.Entries);
    }

    [Theory]
    [InlineData("", "EOF", "ExtenderBindingArgs")]
    [InlineData("{", "ExtenderBindingArgs")]
    [InlineData("""{"PodName":"p","PodNames""", "ExtenderBindingArgs")]
    [InlineData("[]", "the body is not an ExtenderBindingArgs object")]
    [InlineData("{}", "PodNamespace is missing")]
    [InlineData("""{"PodNamespace":"d"}""", "PodName is missing")]
    [InlineData("""{"PodNamespace":"d","PodName":"p"}""", "PodUID is missing")]
    [InlineData("""{"PodNamespace":"d","PodName":"p","PodUID":""}""", "PodUID is missing")]
    [InlineData("""{"PodNamespace":"d","PodName":"p","PodUID":7}""", "PodUID is missing or not a text")]
    [InlineData("""{"PodNamespace":"d","PodName":"p","PodUID":"u","Node":null}""", "Node is missing")]
    [InlineData("""{"PodNamespace":"d","PodName":"\ud800"}""", "ExtenderBindingArgs: a text holds what is no character")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]}""", "depth")]
    public async Task What_can_t_be_read_is_answered_with_what_and_where(string body, params string[] told)
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        await using var server = await ExtenderServer.StartAsync(scheduler);

        var answer = JsonNode.Parse(await server.PostAsync("/bind", body))!;

        Assert.All(told, part => Assert.Contains(part, (string)answer["Error"]!));
        Assert.Empty(scheduler.Journal.Entries);
    }

    [Fact]
    public async Task A_body_that_no_bind_has_is_refused()
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));
        Assert.Contains("larger than 64 KiB", await server.PostAsync("/bind", new string(' ', 1 << 20)));
    }

    [Fact]
    public async Task An_error_is_told_with_status_200()
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));
        Assert.Equal(
            """{"Error":"pod default/p with UID u is not known"}""",
            await server.PostAsync("/bind", """{"PodName":"p","PodNamespace":"default","PodUID":"u","Node":"n1"}"""));
    }

    [Fact]
    public async Task Other_methods_and_paths_are_not_served()
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "/bind takes POST\n"), await server.GetAsync("/bind"));
        Assert.Equal((HttpStatusCode.NotFound, "/prioritize is not served here\n"), await server.GetAsync("/prioritize"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/bind/")).Status);
    }
}
