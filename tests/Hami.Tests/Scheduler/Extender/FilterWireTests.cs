using System.Text;
using System.Text.Json.Nodes;
using Hami.Core.Placement.State;
using Hami.Scheduler.Extender;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Xunit;

namespace Hami.Tests.Scheduler.Extender;

/// <summary><c>POST /filter</c> as kube-scheduler meets it (control-plane.md §5.1, §5.2), on a real connection.</summary>
public sealed class FilterWireTests
{
    private static readonly string Share = Cluster.Pod("p").Json();

    [Theory]
    [InlineData("Pod", "Nodes", "NodeNames")]
    [InlineData("pod", "nodes", "nodeNames")]
    [InlineData("POD", "NODES", "NODENAMES")]
    public async Task Member_names_are_read_in_either_case_and_the_answer_is_in_Gos_form(string pod, string nodes, string names)
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        await using var server = await ExtenderServer.StartAsync(scheduler);

        Assert.Equal(
            """{"Nodes":null,"NodeNames":["n1"],"FailedNodes":null,"FailedAndUnresolvableNodes":null,"Error":""}""",
            await server.PostAsync("/filter", $$$"""{"{{{pod}}}":{{{Share}}},"{{{nodes}}}":null,"{{{names}}}":["n1"],"Future":{"a":[1]}}"""));
        Assert.Equal(4000, scheduler.State.MemoryTaken("n1"));
    }

    [Fact]
    public async Task A_pod_without_devices_gets_its_names_back_as_they_came()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        await using var server = await ExtenderServer.StartAsync(scheduler);

        Assert.Equal(
            """{"Nodes":null,"NodeNames":["n1","n9","n0"],"FailedNodes":null,"FailedAndUnresolvableNodes":null,"Error":""}""",
            await server.PostAsync("/filter", """{"Pod":{"metadata":{"name":"p","namespace":"d","uid":"u"},"spec":{"containers":[{"name":"c"}]}},"NodeNames":["n1","n9","n0"]}"""));
        Assert.Equal(0, scheduler.State.ReservationCount);
    }

    [Fact]
    public async Task Where_none_fits_each_node_has_its_reason()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1", gpus: 2, memory: 3000));
        await using var server = await ExtenderServer.StartAsync(scheduler);

        Assert.Equal(
            """{"Nodes":null,"NodeNames":null,"FailedNodes":{"n1":"2/2 CardInsufficientMemory","stranger":"node unregistered"},"FailedAndUnresolvableNodes":null,"Error":""}""",
            await server.PostAsync("/filter", $$"""{"Pod":{{Share}},"NodeNames":["n1","stranger"]}"""));
    }

    [Fact]
    public async Task No_names_at_all_are_no_error()
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));

        Assert.Equal(
            """{"Nodes":null,"NodeNames":null,"FailedNodes":{},"FailedAndUnresolvableNodes":null,"Error":""}""",
            await server.PostAsync("/filter", $$"""{"Pod":{{Share}},"NodeNames":[]}"""));
    }

    [Fact]
    public async Task Names_may_be_escaped_and_in_any_script()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("knöten-1"));
        await using var server = await ExtenderServer.StartAsync(scheduler);

        Assert.Equal(
            """{"Nodes":null,"NodeNames":null,"FailedNodes":{"節点":"node unregistered","a\"b":"node unregistered"},"FailedAndUnresolvableNodes":null,"Error":""}""",
            await server.PostAsync("/filter", $$"""{"Pod":{{Share}},"NodeNames":["\u7bc0\u70b9","a\"b"]}"""));
        foreach (var spelling in (string[])["knöten-1", "kn\\u00f6ten-1", "kn\\u00f6te\\u006e-1"])
            Assert.Contains("\"NodeNames\":[\"knöten-1\"]", await server.PostAsync("/filter", $$"""{"Pod":{{Share}},"NodeNames":["{{spelling}}"]}"""));
    }

    /// <summary>The original drops the connection here (control-plane.md C17).</summary>
    [Theory]
    [InlineData("")]
    [InlineData(",\"Nodes\":null,\"NodeNames\":null")]
    public async Task Without_nodes_in_either_form_the_answer_says_so(string rest)
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));

        Assert.Equal(
            """{"Nodes":null,"NodeNames":null,"FailedNodes":null,"FailedAndUnresolvableNodes":null,"Error":"pod default/p: NodeNames and Nodes are both absent: there is nothing to choose from"}""",
            await server.PostAsync("/filter", $$"""{"Pod":{{Share}}{{rest}}}"""));
    }

    [Theory]
    [InlineData("""{"NodeNames":["n1"]}""")]
    [InlineData("""{"Pod":null,"NodeNames":["n1"]}""")]
    public async Task Without_a_pod_the_answer_says_so_in_the_originals_words(string body)
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));
        Assert.Equal("extender args missing pod", Error(await server.PostAsync("/filter", body)));
    }

    [Theory]
    [InlineData("", "EOF", "ExtenderArgs")]
    [InlineData("""{"Pod":{"metadata":{"name":"p","namespace":"d"}""", "can't be read as ExtenderArgs", "open JSON object or array that should be closed")]
    [InlineData("""{"NodeNames":["n1\u0022""", "can't be read", "ExtenderArgs")]
    [InlineData("not json", "ExtenderArgs", "'not json'", "BytePositionInLine: 1")]
    [InlineData("[]", "the body is not an ExtenderArgs object")]
    [InlineData("""{"Pod":7}""", "pod: expected an object")]
    [InlineData("""{"Pod":{"metadata":{"name":"p","namespace":"d"},"spec":{"containers":{}}}}""", "pod d/p: spec.containers: expected an array, found an object")]
    [InlineData("""{"Pod":{"metadata":{"name":"p","namespace":"d"},"spec":{"containers":[{"name":3}]}}}""", "pod d/p: spec.containers[0].name: expected a text, found 3")]
    [InlineData("""{"Pod":{"metadata":{"name":"p","namespace":"d","annotations":{"hami.io/gpu-scheduler-policy":true}}}}""", "pod d/p: metadata.annotations", "expected a text, found true")]
    [InlineData("""{"NodeNames":"n1"}""", "NodeNames is not an array of names")]
    [InlineData("""{"NodeNames":["n1",2]}""", "NodeNames holds something else than names")]
    [InlineData("""{"NodeNames":["n1","\ud800"]}""", "NodeNames[1]: holds what is no character")]
    [InlineData("""{"Nodes":[]}""", "Nodes is not a NodeList object")]
    [InlineData("""{"Nodes":{"items":{}}}""", "Nodes.items is not an array")]
    [InlineData("""{"Nodes":{"items":[5]}}""", "Nodes.items holds something else than nodes")]
    [InlineData("""{"Nodes":{"items":[{"metadata":{"name":"n1","labels":[]}}]}}""", "node n1: metadata.labels: expected an object, found an array")]
    public async Task What_can_t_be_read_is_answered_with_what_and_where(string body, params string[] told)
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        await using var server = await ExtenderServer.StartAsync(scheduler);

        var error = Error(await server.PostAsync("/filter", body));

        Assert.All(told, part => Assert.Contains(part, error));
        Assert.Equal(0, scheduler.State.ReservationCount);
        Assert.Contains("n1", await server.PostAsync("/filter", $$"""{"Pod":{{Share}},"NodeNames":["n1"]}""")); // and others are served
    }

    [Fact]
    public async Task Nesting_without_end_is_refused()
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));
        var deep = new string('[', 100_000);
        Assert.Contains("depth", Error(await server.PostAsync("/filter", $$"""{"Pod":{"spec":{"volumes":{{deep}}""")));
        Assert.Contains("depth", Error(await server.PostAsync("/filter", $$"""{"Other":{{deep}}""")));
    }

    [Fact]
    public async Task What_a_pod_asks_for_wrongly_names_the_pod_and_the_field()
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));
        var pod = JsonNode.Parse(Share)!;
        pod["metadata"]!["annotations"] = new JsonObject { ["hami.io/device-scoring-weights"] = "slot=1" };

        var error = Error(await server.PostAsync("/filter", $$"""{"Pod":{{pod.ToJsonString()}},"NodeNames":["n1"]}"""));

        Assert.Contains("invalid hami.io/device-scoring-weights annotation", error);
        Assert.Contains("pod p", error);
    }

    [Theory]
    [InlineData("16Gi")]
    [InlineData("-1")]
    [InlineData("1500m")]
    [InlineData("4294967246")]
    [InlineData("lots")]
    public async Task An_absurd_quantity_is_refused_by_name_never_taken_for_none(string memory)
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        await using var server = await ExtenderServer.StartAsync(scheduler);
        var pod = Share.Replace("\"4000\"", $"\"{memory}\"", StringComparison.Ordinal);

        var error = Error(await server.PostAsync("/filter", $$"""{"Pod":{{pod}},"NodeNames":["n1"]}"""));

        Assert.StartsWith("pod default/p: ", error);
        Assert.Contains("nvidia.com/gpumem", error);
        Assert.Equal(0, scheduler.State.ReservationCount);
    }

    [Fact]
    public async Task A_peer_that_stops_half_way_is_answered_when_it_has_been_waited_for()
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));
        using var exchange = await RawExchange.ConnectAsync(server.Port);

        await exchange.SendAsync("POST /filter HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{\"Pod\":");

        var answer = await Eventually.Ends(exchange.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer);
        Assert.Contains("\"Error\":\"the request can't be read as ExtenderArgs: Reading the request body timed out", answer);
    }

    [Fact]
    public async Task A_peer_that_hangs_up_half_way_disturbs_nobody()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        await using var server = await ExtenderServer.StartAsync(scheduler);
        using (var exchange = await RawExchange.ConnectAsync(server.Port))
        {
            await exchange.SendAsync("POST /filter HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{\"Pod\":");
            exchange.EndSending();
            await Eventually.Ends(exchange.ReadToEndAsync());
        }

        Assert.Contains("\"NodeNames\":[\"n1\"]", await server.PostAsync("/filter", $$"""{"Pod":{{Share}},"NodeNames":["n1"]}"""));
    }

    [Fact]
    public async Task A_body_of_50_MB_is_answered_from_its_length_and_the_connection_closed()
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));
        using var exchange = await RawExchange.ConnectAsync(server.Port);

        await exchange.SendAsync("POST /filter HTTP/1.1\r\nHost: a\r\nContent-Length: 52428800\r\n\r\n{\"Pod\":\"");
        AssertTooLarge(await Eventually.Ends(exchange.ReadToEndAsync()));

        Assert.Contains("\"NodeNames\":[\"n1\"]", await server.PostAsync("/filter", $$"""{"Pod":{{Share}},"NodeNames":["n1"]}"""));
    }

    [Fact]
    public async Task A_body_of_50_MB_whose_length_nobody_told_is_answered_too()
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes(Cluster.Node("n1")));
        using var exchange = await RawExchange.ConnectAsync(server.Port);
        var answer = exchange.ReadToEndAsync();

        await exchange.SendAsync("POST /filter HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        await exchange.SendUntilRefusedAsync(Encoding.UTF8.GetBytes(new string(' ', 1 << 20)), 50, static piece => [.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, 13, 10]);

        AssertTooLarge(await Eventually.Ends(answer));
        Assert.Contains("\"NodeNames\":[\"n1\"]", await server.PostAsync("/filter", $$"""{"Pod":{{Share}},"NodeNames":["n1"]}"""));
    }

    [Fact]
    public async Task A_call_waits_for_the_right_to_place()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        scheduler.Right.Withdraw("taking over");
        await using var server = await ExtenderServer.StartAsync(scheduler);

        var call = server.PostAsync("/filter", $$"""{"Pod":{{Share}},"NodeNames":["n1"]}""");
        scheduler.Right.Grant(new Fence(true, 7, DateTimeOffset.MaxValue));

        Assert.Contains("\"NodeNames\":[\"n1\"]", await Eventually.Ends(call));
    }

    [Fact]
    public async Task And_says_why_there_is_none()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1")) { Settings = new ExtenderSettings { PatienceForRight = TimeSpan.FromMilliseconds(1) } };
        scheduler.Right.Withdraw("host-2_x holds the lease");
        await using var server = await ExtenderServer.StartAsync(scheduler);

        Assert.Equal("this scheduler may not place now: host-2_x holds the lease", Error(await server.PostAsync("/filter", $$"""{"Pod":{{Share}},"NodeNames":["n1"]}""")));
        Assert.Equal(0, scheduler.State.ReservationCount);
    }

    [Fact]
    public async Task A_dry_run_returns_the_nodes_that_fit_untouched_and_reserves_and_writes_nothing()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("full", memory: 6000));
        scheduler.State.PodUpserted(Cluster.Pod("standing").BoundTo("full"));
        await using var server = await ExtenderServer.StartAsync(scheduler);
        var annotations = JsonNode.Parse(Cluster.Node("template-1").Json())!["metadata"]!["annotations"]!.ToJsonString();
        var roomy = $$$"""
            { "future" : [1, 2.50, "\u00fc"],  "metadata":{"name":"template-1","annotations":{{{annotations}}} }, "status":{"allocatable":{"nvidia.com/gpu":"10"}} }
            """;

        var answer = await server.PostAsync("/filter", $$$"""{"Pod":{{{Share}}},"Nodes":{"kind":"NodeList","items":[{"metadata":{"name":"bare"}},{{{roomy}}},{{{Cluster.Node("full", memory: 6000).Json()}}}]}}""");

        Assert.Equal(
            $$"""{"Nodes":{"metadata":{},"items":[{{roomy}}]},"NodeNames":null,"FailedNodes":{"bare":"node unregistered","full":"1/1 CardInsufficientMemory"},"FailedAndUnresolvableNodes":null,"Error":""}""",
            answer);
        Assert.Empty(scheduler.Journal.Entries);
        Assert.Empty(scheduler.Decisions.Told);
        Assert.Equal(0, scheduler.State.ReservationCount);
        Assert.Null(scheduler.State.SnapshotOf("template-1"));
    }

    [Fact]
    public async Task A_dry_run_of_a_pod_without_devices_returns_every_node()
    {
        await using var server = await ExtenderServer.StartAsync(new SchedulerWithFakes());
        Assert.Equal(
            """{"Nodes":{"metadata":{},"items":[{"metadata":{"name":"b"}},{"metadata":{"name":"a"}}]},"NodeNames":null,"FailedNodes":{},"FailedAndUnresolvableNodes":null,"Error":""}""",
            await server.PostAsync("/filter", """{"Pod":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}},"Nodes":{"items":[{"metadata":{"name":"b"}},{"metadata":{"name":"a"}}]}}"""));
    }

    private static string Error(string answer)
    {
        var json = JsonNode.Parse(answer)!.AsObject();
        Assert.Equal(["Nodes", "NodeNames", "FailedNodes", "FailedAndUnresolvableNodes", "Error"], json.Select(member => member.Key));
        Assert.All(json.Where(member => member.Key != "Error"), member => Assert.Null(member.Value));
        return (string)json["Error"]!;
    }

    private static void AssertTooLarge(string answer)
    {
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer);
        Assert.Contains("Connection: close\r\n", answer);
        Assert.Contains("the request body is larger than 32 MiB: kube-scheduler must be configured with nodeCacheCapable: true", answer);
    }
}
