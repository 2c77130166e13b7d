using Hami.Cli;
using Hami.Nodes.Posix;

await using var output = new StreamWriter(new StandardStream(1)) { AutoFlush = true };
await using var error = new StreamWriter(new StandardStream(2)) { AutoFlush = true };
return await CommandLine.RunAsync(args, output, error);
