using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Akka.Configuration;
using Econet.Actors.TestKit;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Simulation.NeaSmart;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A day in virtual time: the secrets are looked for in everything that the gateway says meanwhile, and in everything that it can be asked.</summary>
public sealed class SecretsOfADayTests : IDisposable
{
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
        using var bus = Bus(time);
        await using var app = Build(bus, PlantedSecrets.Environment(_directory, broker.Port), time, log);
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
            // The heat pump tells no secrets, and is heard in the first hour and the last one: what it says takes longest.
            using var silence = hour is 0 or 23 ? null : bus.Inject(new FaultPlan().DeadPort());
            time.Advance(TimeSpan.FromHours(1));
            await AskInVainAsync(client, said);
        }

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", admin);
        await AskForAllAsync(client, said);
        await app.StopAsync();

        Assert.True(said.Count > 60);
        foreach (var text in said.Concat(LogOf(log)).Concat(Files(_directory.Path, "*.log")).Concat(Files(_keys.Directory, "*.jsonl")))
        {
            Assert.DoesNotContain(PlantedSecrets.Word, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(admin, text, StringComparison.Ordinal);
        }
    }

    private WebApplication Build(Gm3Simulator bus, Dictionary<string, string> environment, VirtualTime time, LogSink log)
    {
        var values = SettingValues.Load(
            new Dictionary<Setting, string>(), PlantedSecrets.WithoutCluster(environment), _directory.Path);
        var options = GatewayOptions.From(values) with { StateDirectory = _keys.Directory, Hocon = Virtual(time) };
        bus.Start();
        var floor = new NeaSmartSimulator(new NeaSmartSimulationOptions { CycleInterval = TimeSpan.FromMinutes(1), Bases = [1], ZonesPerBase = 1 }, time);
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

    /// <summary>A small system that says little: a day of all that is said on a real bus would take minutes.</summary>
    private static Gm3Simulator Bus(VirtualTime time) => new(
        new Gm3SimulationOptions
        {
            Paced = false, PollingModule = false, CycleInterval = TimeSpan.FromSeconds(25), ModelInterval = TimeSpan.FromMinutes(1), MostParameters = 150,
        },
        time);

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
}
