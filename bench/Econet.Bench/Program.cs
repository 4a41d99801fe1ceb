using BenchmarkDotNet.Running;
using Econet.Bench;
using Econet.Bench.Figures;
using Econet.Bench.Fleet;
using Econet.Bench.Fuzzing;
using Econet.Bench.HttpFuzzing;
using Econet.Bench.Soak;

var options = new Arguments(args.Skip(1));
try
{
    return await RunAsync();
}
catch (ArgumentException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}

async Task<int> RunAsync()
{
    switch (args.FirstOrDefault())
    {
        case "fuzz" when options.Integer("--requests", 0) is > 0 and var count:
            var http = new HttpFuzz(options.Integer("--seed", 1), count, options.Integer("--first", 0), options.Integer("--connections", 64));
            options.End();
            return await http.RunAsync() ? 0 : 1;
        case "fuzz":
            var (seed, frames) = (options.Integer("--seed", 1), options.Integer("--frames", 10_000_000));
            var sessionFrames = options.Integer("--session-frames", frames / 10);
            options.End();
            new ReaderFuzz(seed, await RecordedTraffic.RecordAsync(seed)).Run(frames);
            await new SessionFuzz(seed).RunAsync(sessionFrames);
            return 0;
        case "events":
            var streams = new EventStreams(options.Integer("--clients", 500), TimeSpan.FromSeconds(options.Number("--seconds", 60)));
            options.End();
            await streams.MeasureAsync();
            return 0;
        case "hour":
            var hours = options.Integer("--rounds", 3);
            options.End();
            for (var hour = 0; hour < hours; hour++)
            {
                Console.WriteLine($"An hour took {await VirtualHour.SecondsAsync():F1} s");
            }

            return 0;
        case "figures" when OperatingSystem.IsLinux():
            var figures = new FiguresRun(
                options.Integer("--rounds", 3), TimeSpan.FromSeconds(options.Number("--seconds", 30)), options.Text("--program"), options.Text("--page") ?? "docs/performance.md");
            options.End();
            await figures.RunAsync();
            return 0;
        case "starts" when OperatingSystem.IsLinux():
            var starts = new Starts(options.Integer("--rounds", 3));
            options.End();
            await starts.RunAsync();
            return 0;
        case "steady" when OperatingSystem.IsLinux():
            var steadyRounds = options.Integer("--rounds", 3);
            var steady = new Steady(TimeSpan.FromSeconds(options.Number("--seconds", 30)), options.Text("--program"));
            options.End();
            for (var round = 0; round < steadyRounds; round++)
            {
                Console.WriteLine(await steady.MeasureAsync());
            }

            return 0;
        case "history":
            var history = new HistoryBench(options.Integer("--parameters", 1000), options.Integer("--rounds", 50));
            var database = options.Text("--database");
            options.End();
            history.Run(database);
            return 0;
        case "import":
            var import = new ImportBench(options.Integer("--rows", 1_000_000), options.Integer("--parameters", 10), options.Integer("--rounds", 3));
            options.End();
            await import.RunAsync();
            return 0;
        case "memory":
            var devices = options.Integer("--devices", 10);
            options.End();
            await MemoryBench.RunAsync(devices);
            return 0;
        case "stops" when OperatingSystem.IsLinux():
            var stops = new Stops(options.Integer("--rounds", 200));
            options.End();
            return await stops.RunAsync() ? 0 : 1;
        case "fleet" when OperatingSystem.IsLinux():
            var fleet = new FleetBench(options.Integer("--devices", 30), TimeSpan.FromSeconds(options.Number("--seconds", 30)));
            options.End();
            await fleet.RunAsync();
            return 0;
        case "modbus":
            var (requests, mutated, modbusSeed) =
                (options.Integer("--requests", 200_000), options.Integer("--mutated", 1_000_000), options.Integer("--seed", 1));
            options.End();
            await ModbusLoad.RunAsync(requests, mutated, modbusSeed);
            return 0;
        case "soak":
            var soak = new SoakOptions
            {
                Duration = TimeSpan.FromMinutes(options.Number("--minutes", 30)),
                Seed = options.Integer("--seed", 1),
                BitErrorRate = options.Number("--ber", 5e-4),
                LostAnswers = options.Number("--lost", 0.05),
                Real = options.Switch("--real"),
                RandomFaults = options.Switch("--random-faults"),
                FromStart = options.Switch("--from-start"),
                AnsweringPanel = options.Switch("--answering-panel"),
                PollingModule = !options.Switch("--no-polling-module"),
                TokenSilence = options.Switch("--panel-waits") ? null : new SoakOptions().TokenSilence,
            };
            options.End();
            return await new SoakRun(soak).RunAsync() ? 0 : 1;
        default:
            BenchmarkSwitcher.FromAssembly(typeof(Gm3Benchmarks).Assembly).Run(args);
            return 0;
    }
}
