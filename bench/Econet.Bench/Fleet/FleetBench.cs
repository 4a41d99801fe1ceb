using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Econet.Bench.Fleet;

/// <summary>
/// Three gateways as processes, many simulated heat pumps in another one, and a database: how long until all is well, what a device costs, and how fast
/// questions are answered.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class FleetBench(int devices, TimeSpan duration)
{
    private const int Nodes = 3;
    private const int Parameters = 1870;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>What a start leaves behind is collected, and what is used often is compiled again.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("econet-fleet-").FullName;

    public async Task RunAsync()
    {
        try
        {
            await using var database = await FleetDatabase.StartAsync();
            var alone = await AloneAsync(database.Connection);
            Say($"three nodes without devices: {Megabytes(alone)} MB together");
            var first = FleetPorts.Row(devices);
            await using var simulator = FleetProcess.Simulator(devices, first, Path.Combine(_directory, "simulator.log"));
            var configuration = Path.Combine(_directory, "config.yaml");
            await File.WriteAllTextAsync(configuration, Configuration(first));
            await MeasureAsync(database, simulator, configuration, alone);
        }
        finally
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private async Task MeasureAsync(FleetDatabase database, FleetProcess simulator, string configuration, long alone)
    {
        var ports = new FleetPorts(Nodes + 1);
        var began = Stopwatch.GetTimestamp();
        var nodes = Start(ports, database.Connection, configuration);
        try
        {
            await UntilAsync(() => GoodAsync(nodes[1]), count => count == devices);
            Say($"{devices} devices answer after {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
            await UntilAsync(() => ReadAsync(nodes[1]), count => count == devices);
            Say($"all values of {devices} devices are read after {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
            await Task.Delay(Settling, TimeProvider.System);

            var (before, simulated, stored, from) = (Sum(nodes, node => node.Processor), simulator.Processor, database.Processor, Stopwatch.GetTimestamp());
            await Task.Delay(duration, TimeProvider.System);
            var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
            Say($"processor of the nodes: {Percent(Sum(nodes, node => node.Processor) - before, seconds):F2} % of a core a device; of the simulator {Percent(simulator.Processor - simulated, seconds):F2} %, of the database {Percent(database.Processor - stored, seconds):F2} %");
            var memory = nodes.Sum(node => node.Memory);
            Say($"memory: {Megabytes(memory)} MB together, {(double)(memory - alone) / devices / Parameters / 1000:F2} kB a parameter; the simulator {simulator.Memory / devices / 1000} kB a device");
            await AskAsync(ports, database.Connection, nodes);
            Say($"devices that answer at the end: {await GoodAsync(nodes[2])}");
        }
        catch
        {
            foreach (var log in Directory.GetFiles(_directory, "*.log"))
            {
                Console.Error.WriteLine($"{Path.GetFileName(log)}: {string.Join(Environment.NewLine, (await File.ReadAllLinesAsync(log)).TakeLast(10))}");
            }

            throw;
        }
        finally
        {
            await EndAsync(nodes);
        }
    }

    private async Task AskAsync(FleetPorts ports, string database, FleetProcess[] nodes)
    {
        await using (var reads = new FleetReads(ports, database))
        {
            await reads.JoinAsync(devices);
            _ = await reads.MeasureAsync(devices, TimeSpan.FromSeconds(5), 16);
            foreach (var concurrency in new[] { 1, 16, 256 })
            {
                var (perSecond, median, p99) = await reads.MeasureAsync(devices, duration / 3, concurrency);
                Say($"reads by id from another node, {concurrency} at a time: {perSecond:F0} a second, median {median:F2} ms, p99 {p99:F2} ms");
            }
        }

        foreach (var query in new[] { "/api/devices?quality=good&limit=100", "/api/devices?quality=stale", "/api/devices" })
        {
            await TimeAsync(nodes, query);
        }
    }

    private static async Task TimeAsync(FleetProcess[] nodes, string query)
    {
        var times = new List<double>();
        for (var i = 0; i < 600; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var response = await nodes[i % Nodes].Client.GetAsync(new Uri(query, UriKind.Relative));
            await response.Content.ReadAsByteArrayAsync();
            response.EnsureSuccessStatusCode();
            if (i >= 100)
            {
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        times.Sort();
        Say($"{query}: median {times[times.Count / 2]:F1} ms, p99 {times[times.Count * 99 / 100]:F1} ms");
    }

    /// <returns>The memory of three nodes that have nothing to do.</returns>
    private async Task<long> AloneAsync(string database)
    {
        var nodes = Start(new FleetPorts(Nodes), database, null);
        try
        {
            await UntilAsync(
                async () => (await nodes[1].TryGetAsync("/api/cluster"))?.GetProperty("members").EnumerateArray().Count(member => member.GetProperty("status").GetString() == "up") ?? 0,
                count => count == Nodes);
            await Task.Delay(Settling, TimeProvider.System);
            return nodes.Sum(node => node.Memory);
        }
        finally
        {
            await EndAsync(nodes);
        }
    }

    private FleetProcess[] Start(FleetPorts ports, string database, string? configuration) =>
        [.. Enumerable.Range(0, Nodes).Select(number => FleetProcess.Node(ports, number, database, configuration, _directory))];

    private static async Task EndAsync(FleetProcess[] nodes)
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>How many devices answer, as one node has it.</summary>
    private static async Task<int> GoodAsync(FleetProcess node) =>
        (await node.TryGetAsync("/api/devices?quality=good&limit=1"))?.GetProperty("total").GetInt32() ?? 0;

    /// <summary>Of how many devices all values are read.</summary>
    private async Task<int> ReadAsync(FleetProcess node)
    {
        var read = 0;
        for (; read < devices; read++)
        {
            using var response = await node.Client.GetAsync(new Uri($"/api/devices/house{read}/parameters?stale=allow", UriKind.Relative));
            var body = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode || !body.Contains("\"read_at\"", StringComparison.Ordinal) || body.Contains("\"read_at\":null", StringComparison.Ordinal))
            {
                break;
            }
        }

        return read;
    }

    private async Task UntilAsync(Func<Task<int>> count, Func<int, bool> isEnough)
    {
        var (began, last) = (Stopwatch.GetTimestamp(), -1);
        for (var now = await count(); !isEnough(now); now = await count())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new ArgumentException($"Only {now} of {devices} devices after {Patience.TotalMinutes} minutes.");
            }

            if (now / 50 != last / 50)
            {
                Say($"  {now} of {devices} after {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
            }

            last = now;
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }

    private string Configuration(int first)
    {
        var yaml = new StringBuilder("devices:\n");
        for (var i = 0; i < devices; i++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  house{i}: {{kind: gm3, port: \"tcp://127.0.0.1:{first + i}\"}}\n");
        }

        return yaml.ToString();
    }

    private double Percent(TimeSpan processor, double seconds) => 100 * processor.TotalSeconds / seconds / devices;

    private static TimeSpan Sum(FleetProcess[] nodes, Func<FleetProcess, TimeSpan> of) => nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + of(node));

    private static long Megabytes(long bytes) => bytes / 1_000_000;

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
