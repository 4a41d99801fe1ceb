using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Bench;

/// <summary>
/// How long a gateway takes until all values are good, at its first start, after kill -9 and after the adapter was unplugged: a process on a
/// pseudo-terminal, behind which a bus speaks at its real pace, once with a panel that says who it is and once with one that does not.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Starts(int rounds)
{
    private static readonly TimeSpan Unplugged = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public async Task RunAsync()
    {
        Console.WriteLine(
            "panel      first start | of it token | in vain || kill -9: all good | with the token at hand | in vain || unplugged 8 s: back in | in vain   (seconds)");
        for (var round = 0; round < rounds; round++)
        {
            foreach (var answers in new[] { false, true })
            {
                var directory = Directory.CreateTempSubdirectory("econet-starts-").FullName;
                await MeasureAsync(directory, answers, seed: round + 1);
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static async Task MeasureAsync(string directory, bool answers, int seed)
    {
        var link = Path.Combine(directory, "bus");
        using var bus = new Gm3Simulator(
            new Gm3SimulationOptions { Seed = seed, PanelAnswersSettings = answers, MaxTokenHold = TimeSpan.FromSeconds(30) }, TimeProvider.System);
        bus.Start();
        await using var server = new PtyBusServer(bus.Port, link);
        await server.StartAsync();

        await using var first = new Gateway(directory, link, bus);
        var (start, startToken) = await first.UntilGoodAsync();
        var startInVain = await first.InVainAsync();

        // Somewhere in the panel's cycle, as an owner would; what was learned is on the disk by then.
        await Task.Delay(TimeSpan.FromSeconds(20 + (0.7 * seed)), TimeProvider.System);
        first.Kill();
        await using var second = new Gateway(directory, link, bus);
        var (restart, restartToken) = await second.UntilGoodAsync();
        var restartInVain = await second.InVainAsync();

        await Task.Delay(TimeSpan.FromSeconds(20 + (0.7 * seed)), TimeProvider.System);
        bus.Unplug(Unplugged);
        await Task.Delay(Unplugged, TimeProvider.System);
        var (back, _) = await second.UntilGoodAsync();
        var backInVain = await second.InVainAsync() - restartInVain;

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(answers ? "answers" : "silent"),-10} {start,11:F1} | {startToken,11:F1} | {startInVain,7} || {restart,16:F1} | {restartToken,22:F2} | {restartInVain,7} || {back,22:F1} | {backInVain,7}"));
        var manners = bus.Etiquette;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"           without the token {manners.WithoutToken - manners.TooLate}, late answers {manners.TooLate}, too early {manners.TooEarly}, collisions {manners.Collisions}, longest hold {manners.LongestTokenHold.TotalSeconds:F1} s"));
    }

    /// <summary>The gateway as a process of its own, from now on.</summary>
    private sealed class Gateway : IAsyncDisposable
    {
        private readonly HttpClient _client = new();
        private readonly Gm3Simulator _bus;
        private readonly Process _process;

        public Gateway(string directory, string link, Gm3Simulator bus)
        {
            _bus = bus;
            _process = new Process
            {
                StartInfo = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet")
                {
                    ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Econet.Gateway.dll") },
                    RedirectStandardOutput = true,
                    WorkingDirectory = directory,
                },
            };
            var environment = _process.StartInfo.Environment;
            environment["SERIAL_PORT"] = link;
            environment["API_HOST"] = "127.0.0.1";
            environment["API_PORT"] = "0";
            environment["LOG_FORMAT"] = "text";
            environment["STATE_DIR"] = Path.Combine(directory, "state");
            _process.Start();
        }

        /// <summary>
        /// How long it takes from when it serves, or from now on, until every value is good, and how much of that since a token was there. What the
        /// runtime takes to start is the machine's.
        /// </summary>
        public async Task<(double Seconds, double WithToken)> UntilGoodAsync()
        {
            var granted = _bus.Etiquette.TokensGranted;
            _client.BaseAddress ??= await AddressAsync();
            var from = TimeProvider.System.GetTimestamp();
            long? token = null;
            while (true)
            {
                token ??= _bus.Etiquette.TokensGranted > granted ? TimeProvider.System.GetTimestamp() : null;
                if (await IsGoodAsync())
                {
                    var now = TimeProvider.System.GetTimestamp();
                    return (Seconds(from, now), token is { } at ? Seconds(at, now) : double.NaN);
                }

                await Task.Delay(Interval, TimeProvider.System);
            }
        }

        /// <summary>Requests that were not answered, tries counted.</summary>
        public async Task<long> InVainAsync() =>
            (await StatusAsync()).GetProperty("traffic").GetProperty("timeouts").GetInt64();

        public void Kill()
        {
            _process.Kill();
            _process.WaitForExit();
        }

        public async ValueTask DisposeAsync()
        {
            Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            _client.Dispose();
        }

        private static double Seconds(long from, long to) => TimeProvider.System.GetElapsedTime(from, to).TotalSeconds;

        private async Task<bool> IsGoodAsync()
        {
            var status = await StatusAsync();
            var values = status.GetProperty("values");
            return status.GetProperty("alive").GetBoolean() && Count("good") + Count("absent") == _bus.ParameterCount;

            int Count(string quality) => values.TryGetProperty(quality, out var count) ? count.GetInt32() : 0;
        }

        private Task<JsonElement> StatusAsync() => _client.GetFromJsonAsync<JsonElement>(new Uri("/api/status", UriKind.Relative));

        private async Task<Uri> AddressAsync()
        {
            const string Before = "Serving on ";
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.IndexOf(Before, StringComparison.Ordinal) is >= 0 and var at)
                {
                    // Nobody reads on, and a full pipe would stop the process.
                    _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                    return new Uri(line[(at + Before.Length)..]);
                }
            }

            throw new InvalidOperationException("The gateway ended before it served");
        }
    }
}
