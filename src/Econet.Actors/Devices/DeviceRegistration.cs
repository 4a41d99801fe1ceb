using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;

namespace Econet.Actors.Devices;

/// <summary>A device that this host was told of, and how its actor is made.</summary>
internal sealed record DeviceRegistration(string Id, Func<TimeProvider, Props> Props);

/// <summary>The devices of an actor system, for whoever needs to know which there are.</summary>
internal sealed class EconetSetup(ImmutableArray<DeviceRegistration> devices) : Setup
{
    public ImmutableArray<DeviceRegistration> Devices { get; } = devices;
}
