using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Akka.Configuration;
using Econet.Actors.TestKit;
using Econet.Gateway.Commands;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Econet.Simulation.NeaSmart;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Every secret that the gateway is given can be recognized, and is looked for in everything that it says.</summary>
[Collection(Processes.Name)]
public sealed class SecretsTests : IDisposable
{
    private const string Planted = "planted";

    private readonly TemporaryDirectory _directory = new();
    private readonly TestKeys _keys = new();

    public void Dispose()
    {
        _directory.Dispose();
        _keys.Dispose();
    }

    [Fact]
    public async Task Day_should_leave_no_secret_in_any_output()
    {
        using var broker = new RefusingBroker();
        using var time = new VirtualTime();
        var log = new LogSink();
        var admin = await _keys.AddAsync("admin", AccessScope.Admin);
        await using var app = Build(Environment(broker.Port), time, log);
        await app.StartAsync();
        using var client = app.GetTestClient();
        List<string> said = [];
        // The broker is real, and so is the time until it is reached.
        await Expect.EventuallyAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(broker.Refused > 0);
        });

        for (var hour = 0; hour < 24; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            await AskInVainAsync(client, said);
        }

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", admin);
        await AskForAllAsync(client, said);
        await app.StopAsync();

        Assert.True(said.Count > 60);
        foreach (var text in said.Concat(LogOf(log)).Concat(Files(_directory.Path, "*.log")).Concat(Files(_keys.Directory, "*.jsonl")))
        {
            Assert.DoesNotContain(Planted, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(admin, text, StringComparison.Ordinal);
        }
    }

    /// <summary>One after the other is what is wrong with the settings.</summary>
    [Theory]
    [InlineData("API_PORT", "high")]
    [InlineData("MQTT_URL", "mqtt//ann:planted@host")]
    [InlineData("MQTT_URL", "ftp://ann:planted@host")]
    [InlineData("HISTORY_INFLUX_URL", "ftp://db/write?u=ann&p=planted")]
    [InlineData("HISTORY_INFLUX_URL", "http://ann:planted@db/write")]
    [InlineData("OTLP_ENDPOINT", "ftp://ann:planted@nas:4317")]
    [InlineData("CLUSTER_DATABASE", "planted")]
    [InlineData("CLUSTER_DATABASE", "Host=db;Nonsense=1;Password=planted")]
    [InlineData("API_JWT_KEYS", "http://login/keys?token=planted")]
    public async Task Message_about_wrong_settings_should_hold_no_secret(string name, string value)
    {
        var environment = Environment(1);
        environment[name] = value;
        foreach (var command in new[] { "check", "serve" })
        {
            using var output = new StringWriter();
            using var error = new StringWriter();

            Assert.NotEqual(Cli.Ok, await Cli.RunAsync([command], new Surroundings(output, error, environment, _directory.Path, () => [])));

            Assert.NotEqual("", output.ToString() + error);
            Assert.DoesNotContain(Planted, output.ToString() + error, StringComparison.OrdinalIgnoreCase);
        }
    }

    [FactOnLinux]
    public async Task Process_should_show_no_secret_in_the_list_of_processes_and_its_first_lines()
    {
        var environment = WithoutCluster(Environment(1));
        environment["MQTT_URL"] = "mqtt://127.0.0.1:1";
        environment["MQTT_USERNAME"] = "ann";
        environment["MQTT_PASSWORD"] = "planted-mqtt";
        await using var gateway = GatewayProcess.Start(_directory.Path, environment, "demo");
        using var client = await gateway.ClientAsync();

        Assert.DoesNotContain(Planted, await File.ReadAllTextAsync($"/proc/{gateway.Id}/cmdline"), StringComparison.Ordinal);
        Assert.Contains("MQTT_PASSWORD=***", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, gateway.Output, StringComparison.Ordinal);
    }

    /// <summary>Every setting that is told otherwise than it is given, and every file with a secret in it.</summary>
    private Dictionary<string, string> Environment(int broker) => new()
    {
        ["MQTT_URL"] = FormattableString.Invariant($"mqtt://ann:planted%21url@127.0.0.1:{broker}"),
        ["HISTORY_INFLUX_URL"] = "http://127.0.0.1:1/write?db=home&u=ann&p=planted-influx&precision=ms",
        ["HISTORY_INFLUX_TOKEN_FILE"] = _directory.Write("token", "planted-token"),
        ["CLUSTER_TLS_CERT_PASSWORD"] = "planted-cluster",
        ["CLUSTER_DATABASE"] = "Host=db;Database=econet;Username=ann;Password=planted-database",
        ["OTLP_ENDPOINT"] = "http://ann:planted-otlp@127.0.0.1:1",
        ["API_JWT_ISSUER"] = "https://login.example.org", ["API_JWT_AUDIENCE"] = "heating", ["API_JWT_KEYS"] = "https://127.0.0.1:1/keys?token=planted-jwks",
        ["NEASMART_API_KEY"] = "planted-foreign", ["NEASMART_API_JWT_SECRET"] = "planted-jwt",
        ["LOG_FILE"] = Path.Combine(_directory.Path, "gateway.log"), ["LOG_LEVELS"] = "mqtt=DEBUG; http=DEBUG; storage=DEBUG; gateway=DEBUG",
        ["API_AUTH"] = "all",
    };

    /// <summary>A node of a cluster needs its database.</summary>
    private static Dictionary<string, string> WithoutCluster(Dictionary<string, string> environment) =>
        environment.Where(pair => !pair.Key.StartsWith("CLUSTER", StringComparison.Ordinal)).ToDictionary();

    private WebApplication Build(Dictionary<string, string> environment, VirtualTime time, LogSink log)
    {
        var values = SettingValues.Load(
            new Dictionary<Setting, string>(), WithoutCluster(environment), _directory.Path);
        var options = GatewayOptions.From(values) with { StateDirectory = _keys.Directory, Hocon = Virtual(time) };
        // Buses that say little: a day of all that is said on real ones would take minutes.
        var bus = new Gm3Simulator(
            new Gm3SimulationOptions { Paced = false, PollingModule = false, CycleInterval = TimeSpan.FromSeconds(25), ModelInterval = TimeSpan.FromMinutes(1) }, time);
        bus.Start();
        var floor = new NeaSmartSimulator(new NeaSmartSimulationOptions { CycleInterval = TimeSpan.FromMinutes(1) }, time);
        floor.Start();
        var app = GatewayHost.Build(options, demo: true, builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Services.AddSingleton(bus);
            builder.Services.AddSingleton(floor);
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.AddSingleton<ILogEventSink>(log);
        });
        GatewayHost.LogStart(app, options, values, demo: true);
        return app;
    }

    private static Config Virtual(VirtualTime time)
    {
        const string Kit = "Econet.Actors.TestKit";
        var dispatcher = $$"""{ type = Dispatcher, executor = "{{Kit}}.VirtualExecutor, {{Kit}}", virtual-time = "{{time.Id}}" }""";
        return ConfigurationFactory.ParseString($$"""
            akka.scheduler { implementation = "{{Kit}}.VirtualScheduler, {{Kit}}", virtual-time = "{{time.Id}}" }
            akka.actor { default-dispatcher = {{dispatcher}}, internal-dispatcher = {{dispatcher}} }
            econet { bus-dispatcher = {{dispatcher}}, device-dispatcher = {{dispatcher}}, store-dispatcher = {{dispatcher}} }
            """);
    }

    /// <summary>Logins and requests of somebody who knows something, and not enough.</summary>
    private static async Task AskInVainAsync(HttpClient client, List<string> said)
    {
        const string Token = "eyJhbGciOiJFUzI1NiJ9.planted.planted";
        foreach (var (name, value) in new[] { ("Authorization", "Bearer econet_planted"), ("Authorization", "Basic planted"), ("Authorization", $"Bearer {Token}"), ("X-API-Key", "planted") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/parameters/HDWTSetPoint") { Content = new StringContent("""{"value":47}""", Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation(name, value);
            await SendAsync(client, request, said, HttpStatusCode.Unauthorized);
        }

        using var login = new HttpRequestMessage(HttpMethod.Post, "/api/session") { Content = new StringContent("""{"key":"econet_planted"}""", Encoding.UTF8, "application/json") };
        await SendAsync(client, login, said, HttpStatusCode.Unauthorized);
        using var cookie = new HttpRequestMessage(HttpMethod.Get, "/api/status") { Headers = { { "Cookie", "econet_session=planted; econet=planted" } } };
        await SendAsync(client, cookie, said, HttpStatusCode.Unauthorized);
    }

    /// <summary>Everything that can be read without knowing what to fill in.</summary>
    private static async Task AskForAllAsync(HttpClient client, List<string> said)
    {
        var document = await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        said.Add(document);
        string[] more = ["/metrics", "/docs", "/health", "/api/configuration?format=yaml", "/api/audit?format=csv", "/api/devices/heatpump", "/api/nothing", "/api/parameters/none"];
        var paths = JsonDocument.Parse(document).RootElement.GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty("get", out _)).Select(path => path.Name.Replace("{device}", "heatpump", StringComparison.Ordinal))
            .Where(path => !path.Contains('{') && !IsEndless(path));
        foreach (var path in paths.Concat(more))
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            said.AddRange(answer.Content.Headers.ContentType?.MediaType == "application/zip" ? Unzipped(await answer.Content.ReadAsStreamAsync()) : [await answer.Content.ReadAsStringAsync()]);
            said.Add(answer.Headers.ToString());
        }
    }

    private static bool IsEndless(string path) => path.Split('/')[^1] is "events" or "frames" or "listen";

    private static async Task SendAsync(HttpClient client, HttpRequestMessage request, List<string> said, HttpStatusCode expected)
    {
        using var answer = await client.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
        said.Add(answer.Headers + await answer.Content.ReadAsStringAsync());
    }

    private static IEnumerable<string> Unzipped(Stream stream)
    {
        using var zip = new ZipArchive(stream);
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            yield return entry.FullName + reader.ReadToEnd();
        }
    }

    private static IEnumerable<string> LogOf(LogSink log) => log.Events.Select(
        logged => $"{logged.RenderMessage()} {string.Join(' ', logged.Properties.Values)} {logged.Exception}");

    private static IEnumerable<string> Files(string directory, string pattern)
    {
        string[] files = Directory.GetFiles(directory, pattern, SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return files.Select(File.ReadAllText);
    }

    /// <summary>Lets nobody in: bad user name or password, as MQTT 5 says it.</summary>
    private sealed class RefusingBroker : IDisposable
    {
        private static readonly byte[] NotAuthorized = [0x20, 0x03, 0x00, 0x86, 0x00];

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _refused;

        public RefusingBroker()
        {
            _listener.Start();
            _ = RefuseAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Refused => Volatile.Read(ref _refused);

        public void Dispose() => _listener.Dispose();

        private async Task RefuseAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await using var stream = client.GetStream();
                    if (await stream.ReadAsync(new byte[4096]) > 0)
                    {
                        await stream.WriteAsync(NotAuthorized);
                        Interlocked.Increment(ref _refused);
                    }
                }
            }
            catch (Exception over) when (over is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }
}
