using System.Collections.Immutable;
using Akka.Actor;

namespace Econet.Actors.Devices;

/// <summary>A problem as the part that found it tells it; the device adds since when.</summary>
/// <param name="Code">One of <see cref="Messages.ProblemCode"/>.</param>
/// <param name="Message">What is wrong and what to do about it; stable while nothing changes for the owner.</param>
internal sealed record Finding(string Code, string Message);

/// <summary>
/// From a part to its device: all problems that it knows of now. Whatever it told before and is not among them is over, so a part that starts
/// again heals what it left behind.
/// </summary>
/// <param name="Part">Unique within the device.</param>
internal sealed record PartProblems(string Part, ImmutableArray<Finding> Current) : ILocalMessage;

/// <summary>What a part has told its device of, so that it tells only changes: it may look as often as it likes.</summary>
internal sealed class ToldProblems(string part, IActorRef device)
{
    private ImmutableArray<Finding>? _told;

    /// <param name="current">All problems of the part, in an order that stays.</param>
    public void Tell(params ImmutableArray<Finding> current)
    {
        if (_told is not { } told || !told.SequenceEqual(current))
        {
            _told = current;
            device.Tell(new PartProblems(part, current));
        }
    }
}
