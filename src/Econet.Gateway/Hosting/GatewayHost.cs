using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Hosting;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Audit;
using Econet.Gateway.Clustering;
using Econet.Gateway.Configuration;
using Econet.Gateway.Dashboard;
using Econet.Gateway.Endpoints;
using Econet.Gateway.Http;
using Econet.Gateway.Inventory;
using Econet.Gateway.Live;
using Econet.Gateway.Logging;
using Econet.Gateway.Mqtt;
using Microsoft.Extensions.Options;

namespace Econet.Gateway.Hosting;

/// <summary>The web host: services, the order of what a request passes, and the endpoints.</summary>
internal static class GatewayHost
{
    /// <summary>What a stop may take besides the time in which the actors leave the bus.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    /// <param name="adjust">For tests: puts their own in the place of server, time, or devices.</param>
    public static WebApplication Build(GatewayOptions options, bool demo, Action<WebApplicationBuilder>? adjust = null)
    {
        // The empty builder reads no appsettings.json and no ASPNETCORE_ variables: the settings are the only ones, and no environment
        // name can turn on pages that show stack traces.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Econet.Gateway" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            WebSecurity.Limit(kestrel);
            WebSecurity.Listen(kestrel, options);
        });
        builder.Services.Configure<HostOptions>(host => host.ServicesStopConcurrently = true);
        LogSetup.AddLogging(builder.Services, options.Log);
        builder.Services.AddRouting();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new CurrentOptions(options));
        builder.Services.AddTransient(provider => provider.GetRequiredService<CurrentOptions>().Value);
        builder.Services.AddSingleton<Uptime>();
        builder.Services.AddSingleton<ClusterNode>();
        builder.Services.AddSingleton(provider => new OwnDevices(provider.GetRequiredService<IEconet>(), provider.GetRequiredService<ClusterNode>().Cluster));
        builder.Services.AddSingleton<HealthOfDevices>();
        builder.Services.AddSingleton<HealthChanges>();
        builder.Services.AddSingleton<IDeviceEvents>(provider => provider.GetRequiredService<HealthChanges>());
        builder.Services.AddSingleton<GatewayProblems>();
        builder.Services.AddSingleton<RestartRequest>();
        builder.Services.AddSingleton<ParametersBodies>();
        builder.Services.AddSingleton<DashboardFiles>();
        builder.Services.AddSingleton(new VocabularySource(VocabularyFiles.Read(options.Vocabulary.Files)));
        builder.Services.AddHostedService<VocabularyReload>();
        builder.Services.AddSingleton<EventFeed>();
        builder.Services.AddSingleton<FollowedDevices>();
        builder.Services.AddHostedService<FeedSource>();
        builder.Services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        Compression.Add(builder.Services);
        builder.Services.AddOutputCache(cache =>
        {
            cache.AddPolicy(Unchanging.Policy, new Unchanging());
            // Any name below /docs is a page: whoever asks for many must not fill the memory.
            cache.SizeLimit = Unchanging.MostBytes;
        });
        ClusterComposition.AddDatabase(builder.Services, options, demo);
        WebSecurity.Add(builder.Services, options, demo);
        AuditComposition.Add(builder.Services, options, demo);
        HistoryComposition.Add(builder.Services, options, demo);
        Telemetry.Add(builder.Services, options);
        DocsEndpoints.AddOpenApi(builder.Services);
        var devices = Composition.AddEconet(builder.Services, options, demo);
        MqttComposition.Add(builder.Services, Composition.StateDirectory(options, demo));
        builder.Services.AddSingleton<HangUpSignal>();
        builder.Services.AddHostedService<ConfigurationReload>();
        ServiceManager.Add(builder.Services);
        adjust?.Invoke(builder);

        var app = builder.Build();
        WebSecurity.UseProxies(app);
        LogSetup.UseRequestLog(app);
        app.UseMiddleware<RequestAudit>();
        Problems.Use(app);
        app.UseMiddleware<StopWithHost>();
        app.UseMiddleware<HeadAsGet>();
        app.UseWebSockets(EventEndpoints.WebSockets);
        WebSecurity.UseGuards(app);
        app.UseRouting();
        WebSecurity.UseAccess(app);
        app.UseOutputCache();
        app.UseResponseCompression();
        MapEndpoints(app);
        _ = app.Services.GetRequiredService<Uptime>();
        var host = app.Services.GetRequiredService<IOptions<HostOptions>>().Value;
        SetShutdownTimeout();
        var inventory = app.Services.GetRequiredService<DeviceInventory>();
        inventory.Changed += SetShutdownTimeout;
        inventory.Changed += app.Services.GetRequiredService<MqttRuns>().Rename;
        return app;

        // The host reads it when it stops.
        void SetShutdownTimeout() => host.ShutdownTimeout =
            ShutdownTimeout + LongestLeave(devices) + (options.Cluster is null ? TimeSpan.Zero : ClusterComposition.LeavePatience);
    }

    public static void LogStart(WebApplication app, GatewayOptions options, SettingValues values, bool demo)
    {
        var given = string.Join(", ", values.Given.Select(v => $"{v.Name}={v.Text} ({v.Source})"));
        foreach (var remark in values.Remarks)
        {
            Log.Remark(app.Logger, remark);
        }

        Log.Starting(app.Logger, Product.Version, Composition.Places(options, demo), given.Length > 0 ? given : "none");
        if (StateDirectories.WhyUnwritable(Composition.StateDirectory(options, demo)) is { } reason)
        {
            Log.Unwritable(app.Logger, values.SourceOf(Settings.StateDirectory), options.StateDirectory, reason);
        }
    }

    public static void LogStarted(WebApplication app)
    {
        Log.Listening(app.Logger, string.Join(", ", app.Urls));
        app.Lifetime.ApplicationStopped.Register(() => Log.Stopped(app.Logger));
    }

    private static TimeSpan LongestLeave(DeviceList devices) =>
        devices.Devices.OfType<Gm3Device>().Select(device => device.Options).Append(new Gm3Options()).Max(gm3 => gm3.LeaveTimeout);

    /// <summary>Ends a stop that waits for the bus.</summary>
    public static void StopAtOnce(WebApplication app)
    {
        Log.StoppingAtOnce(app.Logger);
        app.Services.GetRequiredService<Akka.Actor.ActorSystem>().LeaveBusesAtOnce();
    }

    private static void MapEndpoints(WebApplication app)
    {
        RootEndpoints.Map(app);
        DashboardEndpoints.Map(app);
        HealthEndpoints.Map(app);
        DocsEndpoints.Map(app);
        DeviceEndpoints.Map(app);
        ClusterEndpoints.Map(app);
        SessionEndpoints.Map(app);
        KeyEndpoints.Map(app);
        ConfigurationEndpoints.Map(app);
        HistoryImportEndpoints.Map(app);
        BusEndpoints.Map(app);
        AuditEndpoints.Map(app);
        Telemetry.Map(app);
        LogEndpoints.Map(app);
        EventEndpoints.MapSocket(app);
        var neaSmart = app.MapGroup("").AddEndpointFilter<RouteGroupBuilder, RegisterFreshness>();
        ZoneEndpoints.Map(neaSmart);
        NeaSmartEndpoints.Map(neaSmart);
        // The same once for the first device and once for each by its id.
        foreach (var device in new[] { app.MapGroup("/api"), app.MapGroup("/api/devices/{device}") })
        {
            ParameterEndpoints.Map(device);
            HistoryEndpoints.Map(device);
            PerformanceEndpoints.Map(device);
            VocabularyEndpoints.Map(device);
            WriteEndpoints.Map(device);
            WriteJobEndpoints.Map(device);
            ScheduleEndpoints.Map(device);
            AlarmEndpoints.Map(device);
            ThermostatEndpoints.Map(device);
            StatusEndpoints.Map(device);
            EventEndpoints.Map(device);
            BusEndpoints.MapDevice(device);
        }
    }
}
