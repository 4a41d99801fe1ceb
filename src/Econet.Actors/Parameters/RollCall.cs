using System.Collections.Immutable;
using Akka.Actor;

namespace Econet.Actors.Parameters;

/// <summary>What the actors of the parameters tell their parent when it has restarted: they live on, and know what it must know.</summary>
internal sealed class RollCall(IEnumerable<IActorRef> actors)
{
    private readonly HashSet<IActorRef> _awaited = [.. actors];
    private readonly Dictionary<IActorRef, (ParameterState State, Confirmations Confirmations)> _known = [];

    public bool IsOver => _awaited.Count == 0;

    /// <summary>Those that exist, with their states, by index.</summary>
    public ImmutableArray<(IActorRef Actor, ParameterState State, Confirmations Confirmations)> Present =>
        [.. _known.OrderBy(known => known.Value.State.Definition.Index).Select(known => (known.Key, known.Value.State, known.Value.Confirmations))];

    /// <summary>One has told all that it knows.</summary>
    public void Answered(IActorRef actor, ParameterState state, Confirmations confirmations)
    {
        if (_awaited.Remove(actor))
        {
            _known[actor] = (state, confirmations);
        }
    }

    /// <summary>One has come to another state. What it told before it was called comes before its answer, and says nothing.</summary>
    public void Changed(IActorRef actor, ParameterState state)
    {
        if (_known.TryGetValue(actor, out var known))
        {
            _known[actor] = known with { State = state };
        }
    }

    /// <summary>One is gone: it was of a former definition.</summary>
    public void Gone(IActorRef actor)
    {
        _awaited.Remove(actor);
        _known.Remove(actor);
    }
}
