using System.Globalization;
using Akka.Actor;

namespace Econet.Actors.Parameters;

/// <summary>
/// The actors of a device's parameters, each named by its parameter's index. One is there from the first write on: only writes need one, and
/// of some 2,000 parameters few are ever written.
/// </summary>
internal sealed class ParameterActors(IActorContext context)
{
    private readonly Dictionary<int, IActorRef> _actors = [];
    private ParameterContext? _shared;
    private int _generation;

    /// <summary>The parameters are others from now on.</summary>
    public void Reset(ParameterContext shared)
    {
        foreach (var actor in _actors.Values)
        {
            context.Stop(actor);
        }

        _actors.Clear();
        _shared = shared;
        _generation++;
    }

    /// <summary>The actor of the parameter with this definition.</summary>
    public IActorRef Of(ParameterDefinition definition, string key)
    {
        if (!_actors.TryGetValue(definition.Index, out var actor))
        {
            // That of a former definition may still be stopping.
            var name = string.Create(CultureInfo.InvariantCulture, $"{definition.Index}{(_generation == 1 ? "" : $"-{_generation}")}");
            _actors[definition.Index] = actor = context.ActorOf(ParameterActor.Props(definition, key, _shared!), name);
        }

        return actor;
    }

    /// <summary>This is the actor of the parameter with this index, and not one of a former definition.</summary>
    public bool IsCurrent(int index, IActorRef actor) => _actors.TryGetValue(index, out var current) && current.Equals(actor);
}
