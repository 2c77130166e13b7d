using Hami.Bench;

return args switch
{
    ["filter", .. var rest] => FilterBench.Run(rest),
    ["wire", .. var rest] => await WireBench.RunAsync(rest),
    ["start", .. var rest] => await StartBench.RunAsync(rest),
    ["wire-client", .. var rest] => await WireClient.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Hami.Bench filter [--calls N] [--nodes N,N] [--pods N,N] | wire [--calls N] [--nodes N] [--pods N] | start --executable FILE --kubeconfig FILE [--starts N]");
    return 2;
}
