using System.Collections.Immutable;
using Akka.Actor;

namespace Econet.Actors.Devices;

/// <summary>
/// From a part to its device: how the part is now, its share of the device's status. The device keeps the last one of each part and answers alone,
/// so no part that hangs or is gone keeps it from answering.
/// </summary>
internal interface IPartStatus : ILocalMessage
{
    /// <summary>As sections of the status.</summary>
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>> Sections { get; }
}

/// <summary>What a part has told its device of itself, so that it tells only changes: it may look as often as it likes.</summary>
internal sealed class ToldStatus<T>(IActorRef device)
    where T : class, IPartStatus
{
    private T? _told;

    public void Tell(T current)
    {
        if (!current.Equals(_told))
        {
            _told = current;
            device.Tell(current);
        }
    }
}
