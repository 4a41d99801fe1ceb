using System.Net;
using Akka.Configuration;
using Akka.Hosting;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Hosting;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;
using Econet.Gateway.Commands;
using Econet.Gateway.Configuration;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;
using Serilog.Events;
using SerialDriver = Econet.Gateway.Configuration.SerialDriver;

namespace Econet.Gateway.Hosting;

/// <summary>Where the gateway meets the actors and the simulator; nothing else here knows of them.</summary>
internal static class Composition
{
    /// <summary>
    /// A served simulator takes the token back after this long: a gateway under test that was killed with it must not block the bus for
    /// the next one.
    /// </summary>
    private static readonly TimeSpan SimulatedTokenHold = TimeSpan.FromSeconds(30);

    /// <summary>Where a run keeps its state; the demo's bus has nothing to do with a real one.</summary>
    public static string StateDirectory(GatewayOptions options, bool demo) =>
        demo ? Path.Combine(options.StateDirectory, "demo") : options.StateDirectory;

    /// <summary>The devices of a run, GM3 systems first; the demo has one of each kind.</summary>
    public static IReadOnlyList<DeviceOptions> Devices(GatewayOptions options, bool demo) => demo
        ? [new(DeviceOptions.HeatPump, DeviceKind.Gm3), new(DeviceOptions.NeaSmart, DeviceKind.NeaSmart)]
        : options.Devices;

    /// <summary>Where the devices are reached, for the log.</summary>
    public static string Places(GatewayOptions options, bool demo) => demo
        ? "embedded simulators"
        : string.Join(" and ", new[] { options.SerialPort, NeaSmartComposition.Place(options.NeaSmart.Server) }.OfType<string>());

    /// <summary>Adds <see cref="Actors.Devices.IEconet"/> with the systems of the settings, or with simulated ones.</summary>
    /// <exception cref="BusPortException">The settings name no port that could be; the message says why.</exception>
    public static void AddEconet(IServiceCollection services, GatewayOptions options, bool demo)
    {
        var devices = Devices(options, demo);
        services.AddSingleton(new DeviceList(devices));
        if (demo)
        {
            // Without pacing: a demo that is asked for shows values at once.
            services.AddSingleton(provider => Demo(provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton(provider => provider.GetRequiredService<Gm3Simulator>().Port);
            NeaSmartComposition.AddSimulator(services);
        }
        else if (options.SerialPort is not null)
        {
            services.AddSingleton(PortOf(options));
        }

        services.AddEconet();
        services.AddAkka("econet", (akka, provider) => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.LogLevel = options.LogLevel <= LogEventLevel.Debug ? Akka.Event.LogLevel.DebugLevel : Akka.Event.LogLevel.InfoLevel;
                loggers.ClearLoggers();
                loggers.AddLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
            })
            .AddHocon(options.Hocon, HoconAddMode.Prepend)
            .AddHocon(Defaults(), HoconAddMode.Append)
            .WithEconet(econet =>
            {
                foreach (var device in devices)
                {
                    _ = device.Kind switch
                    {
                        DeviceKind.NeaSmart => econet.AddNeaSmart(device.Id, NeaSmartComposition.Options(provider, options, demo)),
                        _ => econet.AddGm3(device.Id, provider.GetRequiredService<IBusPort>(), Gm3(options, demo)),
                    };
                }
            }));
    }

    private static Gm3Simulator Demo(TimeProvider time) => Simulator(new Gm3SimulationOptions { Paced = false }, pairing: true, time);

    private static Gm3Options Gm3(GatewayOptions options, bool demo) => new()
    {
        SourceAddress = options.SourceAddress,
        ControllerAddress = options.DestinationAddress,
        TokenRequired = options.TokenRequired,
        Attempts = options.RetryAttempts,
        Breaker = new BreakerOptions(options.BreakerFailures, options.BreakerTrials) { Reset = options.BreakerReset },
        LongestGap = options.LongestGap,
        ShortestGap = options.ShortestGap,
        FrameTimeout = options.SerialTimeout,
        ReopenAfter = options.SerialWatchdog,
        Baud = options.SerialBaud,
        PollInterval = options.PollInterval,
        MaxAge = options.CacheTtl,
        WriteTimeout = options.WriteTimeout,
        WriteBudget = new WriteBudget(options.WriteBudgetPerHour, options.WriteBudgetPerDay),
        Thermostat = options.Thermostat ?? (demo ? new ThermostatOptions() : null),
        StateDirectory = StateDirectory(options, demo),
    };

    /// <summary>Serves a simulated bus until it is stopped.</summary>
    public static async Task SimulateAsync(Request.Simulate request, Surroundings around)
    {
        using var stop = new StopSignal(around.Stop);
        using var simulator = Simulator(
            new Gm3SimulationOptions { Paced = request.Paced, Seed = request.Seed ?? 1, MaxTokenHold = SimulatedTokenHold },
            request.Pairing,
            TimeProvider.System);
        if (request.TcpPort is { } tcpPort)
        {
            await using var server = new TcpBusServer(simulator.Port, IPAddress.Loopback, tcpPort);
            await server.StartAsync();
            await around.Out.WriteLineAsync($"A simulated heat pump is at tcp://{server.EndPoint}; Ctrl-C ends it");
            await stop.Stopped;
        }
        else if (!OperatingSystem.IsLinux())
        {
            throw new CommandLineException("--link takes Linux; use --tcp");
        }
        else
        {
            await using var server = new PtyBusServer(simulator.Port, request.Link!);
            await server.StartAsync();
            await around.Out.WriteLineAsync($"A simulated heat pump is at {request.Link}; Ctrl-C ends it");
            await stop.Stopped;
        }

        var manners = simulator.Etiquette;
        await around.Out.WriteLineAsync(
            $"Frames heard: {manners.FramesSent}, without the token: {manners.WithoutToken}, too early: {manners.TooEarly}, "
            + $"collisions: {manners.Collisions}; tokens granted: {manners.TokensGranted}, returned: {manners.TokensReturned}, "
            + $"longest hold: {manners.LongestTokenHold.TotalMilliseconds:F0} ms");
    }

    /// <param name="pairing">Its panel takes in the virtual thermostat whenever that is to be paired.</param>
    private static Gm3Simulator Simulator(Gm3SimulationOptions options, bool pairing, TimeProvider time)
    {
        var simulator = new Gm3Simulator(options, time);
        simulator.Start();
        if (pairing)
        {
            simulator.PairThermostats(TimeSpan.FromDays(365));
        }

        return simulator;
    }

    private static IBusPort PortOf(GatewayOptions options)
    {
        try
        {
            return BusPorts.Parse(
                options.SerialPort!, options.SerialBaud,
                options.SerialDriver == SerialDriver.System ? Actors.Ports.SerialDriver.System : Actors.Ports.SerialDriver.Default);
        }
        catch (ArgumentException wrong)
        {
            throw new BusPortException(wrong.Message, wrong);
        }
    }

    private static Config Defaults()
    {
        using var stream = typeof(Composition).Assembly.GetManifestResourceStream("gateway.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
