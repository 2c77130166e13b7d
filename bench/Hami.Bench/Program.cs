using Hami.Bench;

return args switch
{
    ["filter", .. var rest] => FilterBench.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Hami.Bench filter [--calls N] [--nodes N,N] [--pods N,N]");
    return 2;
}
