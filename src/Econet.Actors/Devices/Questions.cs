using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>Asks the region of devices, for callers that are no actors.</summary>
internal sealed class Questions(ActorSystem system, IRequiredActor<EconetDevices> region)
{
    /// <summary>An answer from memory; only a host that is overwhelmed takes longer.</summary>
    public static readonly TimeSpan FromMemory = TimeSpan.FromSeconds(5);

    public async Task<T> AskAsync<T>(object message, TimeSpan timeout, CancellationToken cancellation)
    {
        var devices = await RegionAsync(cancellation).ConfigureAwait(false);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var answer = devices.Ask<T>(message, timeout, given.Token);
        if (await Task.WhenAny(answer, system.WhenTerminated).ConfigureAwait(false) != answer && !answer.IsCompleted)
        {
            await given.CancelAsync().ConfigureAwait(false);
            throw Stopped();
        }

        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new EconetException(EconetError.TimedOut, $"No answer came within {timeout.TotalSeconds} s: the host is overwhelmed, or stops");
        }
    }

    /// <exception cref="EconetException">The host has stopped.</exception>
    public async Task<IActorRef> RegionAsync(CancellationToken cancellation) =>
        system.WhenTerminated.IsCompleted ? throw Stopped() : await region.GetAsync(cancellation).ConfigureAwait(false);

    private static EconetException Stopped() => new(EconetError.Unavailable, "The host has stopped, and its devices with it");
}
