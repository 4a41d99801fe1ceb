using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Messages;

namespace Econet.Actors.Devices;

/// <summary>Asks the region of devices, for callers that are no actors.</summary>
internal sealed class Questions(ActorSystem system, IRequiredActor<EconetDevices> region)
{
    /// <summary>An answer from memory; only a host that is overwhelmed takes longer.</summary>
    public static readonly TimeSpan FromMemory = TimeSpan.FromSeconds(5);

    private readonly TimeSpan? _repeat = system.Settings.Setup.Get<EconetSetup>() is { HasValue: true } setup ? setup.Value.Region.Repeat : null;

    public async Task<T> AskAsync<T>(object message, TimeSpan timeout, CancellationToken cancellation)
    {
        var devices = await RegionAsync(cancellation).ConfigureAwait(false);
        using var answer = new Answer(system);
        devices.Tell(message, answer);
        try
        {
            var answered = Task.WhenAny(answer.Task, system.WhenTerminated);
            await (_repeat is { } pause && message is ToDevice
                ? RepeatAsync(answered, () => devices.Tell(message, answer), pause, timeout, cancellation)
                : answered.WaitAsync(timeout, cancellation)).ConfigureAwait(false);
            return !answer.Task.IsCompleted
                ? throw Stopped()
                : await answer.Task.ConfigureAwait(false) switch
                {
                    T asked => asked,
                    RequestFailed failed => throw failed.ToException(),
                    var other => throw new EconetException($"The answer is a {other.GetType()} instead of a {typeof(T)}"),
                };
        }
        catch (TimeoutException)
        {
            throw new EconetException(EconetError.TimedOut, $"No answer within {timeout.TotalSeconds} s: the host is overloaded or stopping");
        }
    }

    /// <exception cref="EconetException">The host has stopped.</exception>
    public async Task<IActorRef> RegionAsync(CancellationToken cancellation) =>
        system.WhenTerminated.IsCompleted ? throw Stopped() : await region.GetAsync(cancellation).ConfigureAwait(false);

    /// <summary>Whoever was to answer may be gone with its node: the question is put again. A write that is asked for twice is one write.</summary>
    private static async Task RepeatAsync(Task answered, Action again, TimeSpan pause, TimeSpan timeout, CancellationToken cancellation)
    {
        using var over = new CancellationTokenSource(timeout, TimeProvider.System);
        while (!answered.IsCompleted)
        {
            try
            {
                await answered.WaitAsync(pause, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!over.IsCancellationRequested)
            {
                again();
            }
        }
    }

    private static EconetException Stopped() => new(EconetError.Unavailable, "The host has stopped, and its devices with it");
}
