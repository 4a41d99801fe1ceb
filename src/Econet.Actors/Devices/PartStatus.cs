using System.Collections.Immutable;
using Akka.Actor;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>From a part to its device, whenever it changes: how the part is doing.</summary>
/// <param name="Part">Unique within the device.</param>
/// <param name="State">What the state of the device is, as far as this part knows; null where that is for others to say.</param>
/// <param name="Alive">Whether the device answers; null where that is for others to say.</param>
internal sealed record PartStatus(string Part, ImmutableArray<StatusSection> Sections, string? State = null, bool? Alive = null)
{
    public bool Equals(PartStatus? other) =>
        other is not null && Part == other.Part && State == other.State && Alive == other.Alive && Sections.SequenceEqual(other.Sections);

    public override int GetHashCode() => HashCode.Combine(Part, State, Alive, Sections.Length);
}

/// <summary>What a part has told its device, so that it tells only changes: it may look as often as it likes.</summary>
internal sealed class ToldStatus(IActorRef device)
{
    private PartStatus? _told;

    public void Tell(PartStatus status)
    {
        if (status != _told)
        {
            _told = status;
            device.Tell(status);
        }
    }
}
