using System.Globalization;
using BenchmarkDotNet.Running;
using Econet.Bench;

if (args is not ["fuzz", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(Gm3Benchmarks).Assembly).Run(args);
    return;
}

new Fuzz((int)Option("--seed", 1)).Run(Option("--frames", 1_000_000));

long Option(string name, long otherwise)
{
    var at = Array.IndexOf(args, name);
    return at < 0 ? otherwise : long.Parse(args[at + 1], CultureInfo.InvariantCulture);
}
