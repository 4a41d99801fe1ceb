using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Econet.Actors.Devices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static Econet.Actors.Devices.DeviceMessages;

namespace Econet.Actors.Hosting;

/// <summary>Puts heating systems into an Akka.NET host.</summary>
public static class EconetHostingExtensions
{
    /// <summary>The longest a device may take to leave its bus when the host stops.</summary>
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(1);

    /// <summary>What has been collected for each actor system that is being built.</summary>
    private static readonly ConditionalWeakTable<AkkaConfigurationBuilder, EconetBuilder> Builders = [];

    /// <summary>
    /// Starts the devices in this actor system, under <c>/user/econet</c>; called again it adds to them. Needs
    /// <see cref="AddEconet"/> beside it. The time is the host's <see cref="TimeProvider"/>, where it has one: the system's, or one that Akka's
    /// scheduler follows too (<see cref="ITimedScheduler"/>).
    /// </summary>
    public static AkkaConfigurationBuilder WithEconet(this AkkaConfigurationBuilder akka, Action<EconetBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(akka);
        ArgumentNullException.ThrowIfNull(configure);
        if (Builders.TryGetValue(akka, out var begun))
        {
            configure(begun);
            return akka;
        }

        var econet = new EconetBuilder();
        Builders.Add(akka, econet);
        configure(econet);
        return akka
            .AddHocon(Defaults(), HoconAddMode.Append)
            .AddSetup(new EconetSetup(() => econet.Devices, EconetBuilder.Kinds))
            .WithActors((system, registry, resolver) => Start(system, registry, resolver.GetService<TimeProvider>(), resolver.GetService<IEconet>()));
    }

    /// <summary>Makes <see cref="IEconet"/> available; the devices themselves are <see cref="WithEconet"/>'s.</summary>
    public static IServiceCollection AddEconet(this IServiceCollection services)
    {
        services.TryAddSingleton<IEconet, EconetClient>();
        return services;
    }

    /// <exception cref="InvalidOperationException">The host lacks something, or its time is not Akka's.</exception>
    private static void Start(ActorSystem system, IActorRegistry registry, TimeProvider? given, IEconet? client)
    {
        if (client is null)
        {
            throw new InvalidOperationException(
                $"{nameof(WithEconet)} needs {nameof(IEconet)} among the host's services: call services.{nameof(AddEconet)}() before AddAkka.");
        }

        var time = given ?? TimeProvider.System;
        if (time != TimeProvider.System && !(system.Scheduler is ITimedScheduler timed && ReferenceEquals(timed.Time, time)))
        {
            throw new InvalidOperationException(
                $"The host's TimeProvider, a {time.GetType()}, does not move Akka's scheduler, so that timers would keep another time: "
                + "use TimeProvider.System, or run the host in a House of Econet.Actors.TestKit.");
        }

        var setup = system.Settings.Setup.Get<EconetSetup>().Value;
        var region = system.ActorOf(DevicesActor.Props(setup, time), "econet");
        registry.Register<EconetDevices>(region);
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceStop, "leave-buses", () => LeaveBuses(region));
    }

    private static async Task<Akka.Done> LeaveBuses(IActorRef region)
    {
        try
        {
            await region.Ask<Released>(Release.Instance, ReleaseTimeout).ConfigureAwait(false);
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
