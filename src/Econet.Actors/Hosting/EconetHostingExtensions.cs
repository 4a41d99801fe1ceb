using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Econet.Actors.Devices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Econet.Actors.Hosting;

/// <summary>Puts heating systems into an Akka.NET host.</summary>
public static class EconetHostingExtensions
{
    /// <summary>What has been collected for each actor system that is being built.</summary>
    private static readonly ConditionalWeakTable<AkkaConfigurationBuilder, EconetBuilder> Builders = [];

    /// <summary>
    /// Starts the devices in this actor system, under <c>/user/econet</c>; called again it adds to them. Needs
    /// <see cref="AddEconet"/> beside it. The time is the host's <see cref="TimeProvider"/>, where it has one: the system's, or one that Akka's
    /// scheduler follows too (<see cref="ITimedScheduler"/>). When the host stops, each device leaves its bus first, which takes as long as its
    /// options allow; the host's shutdown time-out has to be two seconds longer.
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
            .AddSetup(new EconetSetup(() => econet.Devices, econet.Kinds, () => econet.Region))
            .WithActors((system, registry, resolver) => Start(system, registry, resolver.GetService<TimeProvider>(), resolver.GetService<IEconet>()));
    }

    /// <summary>Makes <see cref="IEconet"/> available; the devices themselves are <see cref="WithEconet"/>'s.</summary>
    public static IServiceCollection AddEconet(this IServiceCollection services)
    {
        services.TryAddSingleton<IEconet, EconetClient>();
        return services;
    }

    /// <summary>
    /// Ends a stop that waits for the buses: the devices give back the tokens that they hold, and wait for nothing else. A panel that has
    /// granted one of them a token meanwhile may wait for it until the next start.
    /// </summary>
    public static void LeaveBusesAtOnce(this ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        LeavingBuses.LeaveAtOnce(system);
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
        registry.Register<EconetDevices>(setup.Region.Start(system, setup, time));
    }

    /// <summary>What the devices need of the actor system.</summary>
    internal static Config Defaults()
    {
        using var stream = typeof(EconetHostingExtensions).Assembly.GetManifestResourceStream("econet.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
