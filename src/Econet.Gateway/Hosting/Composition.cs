using Akka.Configuration;
using Akka.Hosting;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Hosting;
using Econet.Actors.Ports;
using Econet.Gateway.Configuration;
using Econet.Simulation.Gm3;
using Serilog.Events;
using SerialDriver = Econet.Gateway.Configuration.SerialDriver;

namespace Econet.Gateway.Hosting;

/// <summary>Where the gateway meets the devices: those of the settings, or simulated ones.</summary>
internal static class Composition
{
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

    private static Gm3Options Gm3(GatewayOptions options, bool demo) => options.Gm3 with
    {
        Thermostat = options.Gm3.Thermostat ?? (demo ? new ThermostatOptions() : null),
        StateDirectory = StateDirectory(options, demo),
    };

    /// <param name="pairing">Its panel takes in the virtual thermostat whenever that is to be paired.</param>
    public static Gm3Simulator Simulator(Gm3SimulationOptions options, bool pairing, TimeProvider time)
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
                options.SerialPort!, options.Gm3.Baud,
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
