using Hami.Cli;

// Not Console.Out and Console.Error, which put a terminal into a mode of their own: `hami run` leaves it as it is.
await using var output = new StreamWriter(Console.OpenStandardOutput());
await using var error = new StreamWriter(Console.OpenStandardError());
output.AutoFlush = error.AutoFlush = true;
return await CommandLine.RunAsync(args, output, error);
