using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Econet.Actors.Devices;
using Microsoft.Extensions.DependencyInjection;
using static Econet.Actors.Devices.DeviceMessages;

namespace Econet.Actors.Hosting;

/// <summary>Puts heating systems into an Akka.NET host.</summary>
public static class EconetHostingExtensions
{
    /// <summary>The longest a device may take to leave its bus when the host stops.</summary>
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Starts the devices in this actor system. The time is the host's <see cref="TimeProvider"/>, where it has one.</summary>
    public static AkkaConfigurationBuilder WithEconet(this AkkaConfigurationBuilder akka, Action<EconetBuilder> configure)
    {
        var econet = new EconetBuilder();
        configure(econet);
        var devices = econet.Devices;
        return akka
            .AddHocon(Defaults(), HoconAddMode.Append)
            .AddSetup(new EconetSetup(devices))
            .WithActors((system, registry, resolver) =>
            {
                var time = resolver.GetService<TimeProvider>() ?? TimeProvider.System;
                var region = system.ActorOf(DevicesActor.Props(devices, time), "devices");
                registry.Register<EconetDevices>(region);
                CoordinatedShutdown.Get(system).AddTask(
                    CoordinatedShutdown.PhaseServiceStop, "leave-buses", () => LeaveBuses(region, devices));
            });
    }

    /// <summary>Makes <see cref="IEconet"/> available; the devices themselves are <see cref="WithEconet"/>'s.</summary>
    public static IServiceCollection AddEconet(this IServiceCollection services) => services.AddSingleton<IEconet, EconetClient>();

    private static async Task<Akka.Done> LeaveBuses(IActorRef region, IEnumerable<DeviceRegistration> devices)
    {
        try
        {
            await Task.WhenAll(devices.Select(d => region.Ask<Released>(new ToDevice(d.Id, Release.Instance), ReleaseTimeout)))
                .ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // The others have left; a stop does not wait for one that can't.
        }

        return Akka.Done.Instance;
    }

    private static Config Defaults()
    {
        using var stream = typeof(EconetHostingExtensions).Assembly.GetManifestResourceStream("econet.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
