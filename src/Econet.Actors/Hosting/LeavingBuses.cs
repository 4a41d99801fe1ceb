using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Devices;

namespace Econet.Actors.Hosting;

/// <summary>The part of a host's stop in which its devices leave their buses.</summary>
internal static class LeavingBuses
{
    /// <summary>No device may ask for more time than this. The phase of Akka's shutdown in which they leave lasts longer: see econet.conf.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>What devices take beyond their own time-outs, each of which ends by itself.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    public static async Task<Akka.Done> LeaveAsync(IActorRef region)
    {
        using var done = new CancellationTokenSource();
        var left = region.Ask<DeviceMessages.Released>(DeviceMessages.Release.Instance, Longest + Margin);

        // Devices that are gone have nothing to leave, and a stop does not wait for one that can't.
        await Task.WhenAny(left, region.WatchAsync(done.Token)).ConfigureAwait(false);
        await done.CancelAsync().ConfigureAwait(false);
        return Akka.Done.Instance;
    }

    public static void LeaveAtOnce(ActorSystem system) =>
        ActorRegistry.For(system).Get<EconetDevices>().Tell(new DeviceMessages.Release(AtOnce: true));
}
