using System.Runtime.CompilerServices;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Gateway.Live;

/// <summary>What happens to a device, from a snapshot on, until something is wrong with it: whoever follows then starts again.</summary>
internal static class CheckedEvents
{
    /// <summary>A device sends its first event at once; one that did not receive the request never does.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Ends when the device ends its events, as when its parameters restart.</summary>
    /// <exception cref="EconetException">The events broke off, one is missing, or the first does not come.</exception>
    public static async IAsyncEnumerable<DeviceEvent> CheckedEventsAsync(
        this IDevice device, TimeProvider time, [EnumeratorCancellation] CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        await using var events = device.EventsAsync(either.Token).GetAsyncEnumerator(either.Token);
        for (long? last = null; await NextAsync(); last = events.Current.Sequence)
        {
            if (last is { } before && events.Current.Sequence != before + 1)
            {
                throw new EconetException($"Event {events.Current.Sequence} follows on {before}");
            }

            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            yield return events.Current;
        }

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await events.MoveNextAsync();
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !stopping.IsCancellationRequested)
            {
                throw new EconetException($"It has sent nothing for {Patience.TotalSeconds} s");
            }
        }
    }
}
