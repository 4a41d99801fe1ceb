using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Gateway.Audit;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Mqtt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Tests.Support;

/// <summary>The gateway's host as it is, on fake devices and without a socket.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly Remote _remote;

    private TestGateway(WebApplication app, LogSink log, HttpClient client)
    {
        _remote = app.Services.GetRequiredService<Remote>();
        App = app;
        Econet = (FakeEconet)app.Services.GetRequiredService<IEconet>();
        Log = log;
        Client = client;
    }

    public WebApplication App { get; }

    public FakeEconet Econet { get; }

    public HttpClient Client { get; }

    public LogSink Log { get; }

    public static GatewayOptions Options { get; } = GatewayOptions.From(
        SettingValues.Load(new Dictionary<Setting, string>(), new Dictionary<string, string> { [HistorySettings.Enabled.Name] = "false" }, "/nowhere"))
        with
        {
            Devices = new DeviceList([new Gm3Device("heatpump", null, "test", "tcp://localhost:1", SerialDriver.Native, new Gm3Options())]),
            ApiHost = IPAddress.Loopback,
            // Not the one of whoever runs the tests, with the keys that it may hold.
            StateDirectory = Path.Combine(Path.GetTempPath(), "econet-gateway-tests-without-state"),
        };

    /// <summary>Where requests come from that are sent without a socket; null for this machine.</summary>
    public IPAddress? RemoteAddress
    {
        get => _remote.Address;
        set => _remote.Address = value;
    }

    public static Task<TestGateway> StartAsync(params FakeDevice[] devices) => StartAsync(Options, TimeProvider.System, devices);

    public static async Task<TestGateway> StartAsync(GatewayOptions options, TimeProvider time, params FakeDevice[] devices)
    {
        var (app, log) = Build(options, time, devices, builder => builder.WebHost.UseTestServer());
        await app.StartAsync();
        return new TestGateway(app, log, app.GetTestClient());
    }

    /// <summary>With the real server, on a free port of this machine.</summary>
    public static Task<TestGateway> StartOnSocketAsync(params FakeDevice[] devices) => StartOnSocketAsync(TimeProvider.System, devices);

    /// <inheritdoc cref="StartOnSocketAsync(FakeDevice[])"/>
    public static Task<TestGateway> StartOnSocketAsync(TimeProvider time, params FakeDevice[] devices) => StartOnSocketAsync(Options, time, devices);

    /// <inheritdoc cref="StartOnSocketAsync(FakeDevice[])"/>
    public static Task<TestGateway> StartOnSocketAsync(GatewayOptions options, params FakeDevice[] devices) =>
        StartOnSocketAsync(options, TimeProvider.System, devices);

    /// <summary>Where another one was before.</summary>
    public static Task<TestGateway> StartAgainAsync(Uri address, params FakeDevice[] devices) =>
        StartOnSocketAsync(Options, TimeProvider.System, devices, address.Port);

    private static async Task<TestGateway> StartOnSocketAsync(GatewayOptions options, TimeProvider time, FakeDevice[] devices, int port = 0)
    {
        var (app, log) = Build(options with { ApiHost = IPAddress.Loopback, ApiPort = port }, time, devices, _ => { });
        await app.StartAsync();
        return new TestGateway(app, log, new HttpClient { BaseAddress = new Uri(app.Urls.First()) });
    }

    public async Task<(HttpResponseMessage Response, JsonElement Body)> GetAsync(string path)
    {
        var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return (response, await JsonOf(response));
    }

    public Task<(HttpResponseMessage Response, JsonElement Body)> PostAsync(string path, string json) =>
        PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <param name="prefer">The Prefer header.</param>
    public Task<(HttpResponseMessage Response, JsonElement Body)> PostAsync(string path, string json, string prefer)
    {
        var content = new StringContent(json, Encoding.UTF8, "application/json");
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Headers = { { "Prefer", prefer } } });
    }

    public Task<(HttpResponseMessage Response, JsonElement Body)> PostAsync(string path, HttpContent? content) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        // What writes in the background is done then, and its directory can go.
        await App.StopAsync();
        await App.DisposeAsync();
    }

    private async Task<(HttpResponseMessage Response, JsonElement Body)> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            var response = await Client.SendAsync(request);
            return (response, await JsonOf(response));
        }
    }

    private static (WebApplication App, LogSink Log) Build(
        GatewayOptions options, TimeProvider time, FakeDevice[] devices, Action<WebApplicationBuilder> adjust)
    {
        var log = new LogSink();
        var app = GatewayHost.Build(options, demo: false, builder =>
        {
            adjust(builder);
            builder.Services.AddSingleton<IEconet>(new FakeEconet(devices));
            foreach (var actors in builder.Services.Where(IsAkka).ToList())
            {
                builder.Services.Remove(actors);
            }

            builder.Services.AddSingleton<Remote>();
            builder.Services.AddSingleton<IStartupFilter>(provider => provider.GetRequiredService<Remote>());
            builder.Services.AddSingleton<ILogEventSink>(log);
            builder.Services.AddSingleton<KeptAudit>();
            builder.Services.AddSingleton(provider => provider.GetRequiredService<KeptAudit>().Files);
            builder.Services.AddSingleton(time);
            FewMetrics.Use(builder.Services);
            if (options.StateDirectory == Options.StateDirectory)
            {
                builder.Services.AddSingleton(new TopicHistory(null, NullLogger.Instance));
            }
        });
        return (app, log);
    }

    /// <summary>The service that would start the actors of the real device beside the fake one.</summary>
    private static bool IsAkka(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(ActorRegistry).Assembly;

    private static async Task<JsonElement> JsonOf(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}

/// <summary>Gives requests an address that they come from.</summary>
internal sealed class Remote : IStartupFilter
{
    public IPAddress? Address { get; set; }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            context.Connection.RemoteIpAddress = Address ?? context.Connection.RemoteIpAddress;
            return rest(context);
        });
        next(app);
    };
}

/// <summary>The audit of a test, which goes with it.</summary>
internal sealed class KeptAudit : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public AuditFiles Files => AuditFiles.In(_directory.Path);

    public void Dispose() => _directory.Dispose();
}

internal sealed class LogSink : ILogEventSink
{
    public ConcurrentQueue<LogEvent> Events { get; } = new();

    public void Emit(LogEvent logEvent) => Events.Enqueue(logEvent);
}
