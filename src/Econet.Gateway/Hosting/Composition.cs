using Akka.Configuration;
using Akka.Hosting;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Hosting;
using Econet.Actors.Messages;
using Econet.Actors.Ports;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Configuration;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Http;
using Econet.Gateway.Inventory;
using Econet.Gateway.Listening;
using Econet.Gateway.Logging;
using Econet.Simulation.Gm3;
using SerialDriver = Econet.Gateway.Configuration.SerialDriver;

namespace Econet.Gateway.Hosting;

/// <summary>Where the gateway meets the devices: those of the settings, or simulated ones.</summary>
internal static class Composition
{
    /// <summary>Where a run keeps its state; the demo's bus has nothing to do with a real one.</summary>
    public static string StateDirectory(GatewayOptions options, bool demo) =>
        demo ? Path.Combine(options.StateDirectory, "demo") : options.StateDirectory;

    /// <summary>The devices of a run, GM3 systems first; the demo has one of each kind.</summary>
    public static DeviceList Devices(GatewayOptions options, bool demo) => demo
        ? new([new SimulatedDevice(DeviceOptions.HeatPump, DeviceKind.Gm3), new SimulatedDevice(DeviceOptions.NeaSmart, DeviceKind.NeaSmart)])
        : options.Devices;

    /// <summary>The options with what the owner calls the devices.</summary>
    public static HomeAssistantOptions? Named(HomeAssistantOptions? options, DeviceList devices) =>
        options is null ? null : options with { NamesOf = id => new DeviceNames(devices.NameOf(id), devices.LabelsOf(id).All) };

    /// <summary>Where the devices are reached, for the log.</summary>
    public static string Places(GatewayOptions options, bool demo) => demo
        ? "embedded simulators"
        : string.Join(" and ", options.Devices.Devices.Select(device => device switch
        {
            Gm3Device gm3 => gm3.Port,
            NeaSmartDevice neaSmart => NeaSmartComposition.Place(neaSmart.Options.Server),
            _ => device.Id,
        }));

    /// <summary>Adds <see cref="Actors.Devices.IEconet"/> with the systems of the settings, or with simulated ones.</summary>
    /// <returns>The devices of the settings, and those that were added over the API; it is kept up to date.</returns>
    /// <exception cref="BusPortException">The settings name an impossible port; the message says why.</exception>
    public static DeviceList AddEconet(IServiceCollection services, GatewayOptions options, bool demo)
    {
        var cluster = demo ? null : options.Cluster;

        // The nodes of a cluster keep devices and their state together, in its database.
        var state = cluster is null ? StateDirectory(options, demo) : null;
        var configured = Devices(options, demo).Devices;
        var file = state is null ? null : new AddedDevicesFile(state);
        var (kept, trouble) = file?.Read() ?? ([], null);
        var restored = KeptDevice.Restore(kept, configured, options.Values);
        var devices = new DeviceList([.. configured, .. KeptDevice.Served(restored)]);
        services.AddSingleton(devices);
        services.AddSingleton(provider =>
        {
            var inventory = new DeviceInventory(
                devices, restored, options.Values, file, device => SpecOf(device, state), provider.GetRequiredService<Actors.Devices.IEconet>(),
                provider.GetRequiredService<GatewayProblems>(), provider.GetRequiredService<ILogger<DeviceInventory>>());
            inventory.TellTroubles(trouble);
            return inventory;
        });
        services.AddSingleton<Inventory.DeviceListing>();
        if (demo)
        {
            // Without pacing: a demo that is asked for shows values at once.
            services.AddSingleton(provider => Demo(provider.GetRequiredService<TimeProvider>()));
            NeaSmartComposition.AddSimulator(services);
        }

        var ports = devices.Devices.OfType<Gm3Device>().ToDictionary(device => device.Id, PortOf);

        services.AddSingleton<BusTaps>();
        services.AddSingleton(new LocalPorts("/dev"));
        services.AddEconet();
        services.AddAkka("econet", (akka, provider) => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.LogLevel = provider.GetRequiredService<LogLevels>().OfActors;
                loggers.ClearLoggers();
                loggers.AddLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
            })
            .AddStartup((system, _) =>
            {
                var levels = provider.GetRequiredService<LogLevels>();
                levels.Changed += () => system.EventStream.SetLogLevel(levels.OfActors);
            })
            .JoinCluster(cluster)
            .AddHocon(options.Hocon, HoconAddMode.Prepend)
            .AddHocon(Defaults(), HoconAddMode.Append)
            .WithEconet(econet =>
            {
                var vocabulary = provider.GetRequiredService<VocabularySource>();
                econet.Vocabulary = vocabulary;
                econet.WrapPort = provider.GetRequiredService<BusTaps>().Wrap;
                foreach (var device in devices.Devices)
                {
                    if (device.Name is { } name)
                    {
                        econet.Names[device.Id] = name;
                    }

                    _ = device switch
                    {
                        Gm3Device gm3 => econet.AddGm3(gm3.Id, ports[gm3.Id], gm3.Options with { StateDirectory = state, Vocabulary = vocabulary }),
                        NeaSmartDevice neaSmart => econet.AddNeaSmart(neaSmart.Id, NeaSmartComposition.Options(neaSmart, state) with { Vocabulary = vocabulary }),
                        { Kind: DeviceKind.NeaSmart } => econet.AddNeaSmart(device.Id, NeaSmartComposition.Demo(provider, state!) with { Vocabulary = vocabulary }),
                        _ => econet.AddGm3(device.Id, provider.GetRequiredService<Gm3Simulator>().Port, DemoGm3(options, state!) with { Vocabulary = vocabulary }),
                    };
                }
            }));
        return devices;
    }

    private static Gm3Simulator Demo(TimeProvider time) => Simulator(new Gm3SimulationOptions { Paced = false }, pairing: true, time);

    private static Gm3Options DemoGm3(GatewayOptions options, string state) => options.DemoGm3 with
    {
        Thermostat = options.DemoGm3.Thermostat ?? new ThermostatOptions(),
        StateDirectory = state,

        // The demo's bus ends with it.
        LeaveTimeout = TimeSpan.Zero,
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

    /// <summary>A device of the settings as plain data.</summary>
    private static DeviceSpec SpecOf(DeviceOptions device, string? stateDirectory) => (device switch
    {
        Gm3Device gm3 => DeviceSpecs.Gm3(gm3.Id, gm3.Port, gm3.Options with { StateDirectory = stateDirectory, Driver = DriverOf(gm3) }),
        NeaSmartDevice neaSmart => DeviceSpecs.NeaSmart(neaSmart.Id, NeaSmartComposition.Options(neaSmart, stateDirectory)),
        _ => throw new ArgumentException($"The device {device.Id} is simulated.", nameof(device)),
    }) with { Name = device.Name };

    private static Actors.Ports.SerialDriver DriverOf(Gm3Device device) =>
        device.Driver == SerialDriver.System ? Actors.Ports.SerialDriver.System : Actors.Ports.SerialDriver.Default;

    private static IBusPort PortOf(Gm3Device device)
    {
        try
        {
            return BusPorts.Parse(device.Port, device.Options.Baud, DriverOf(device));
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
