using System.Globalization;
using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;

namespace Econet.Actors.Parameters;

/// <summary>The actors of a device's parameters, by place in the directory. Each is named by its parameter's space and index.</summary>
internal sealed class ParameterActors(IActorContext context, DeviceParameters known, Func<SystemVocabulary> vocabulary, TimeProvider time)
{
    private IActorRef[] _actors = [];
    private Confirmations[] _confirmations = [];

    /// <summary>The one that the actors have seen.</summary>
    private SystemVocabulary _vocabulary = vocabulary();

    /// <summary>The parameters are those that are known now; the actors of those before end.</summary>
    public void Start(ParameterContext shared)
    {
        foreach (var former in _actors)
        {
            context.Stop(former);
        }

        var table = known.Table;
        ParameterMemory[] memories = [.. Enumerable.Range(0, table.Count).Select(place => new ParameterMemory(table.Directory.Keys[place], table.State(place)))];
        _confirmations = [.. memories.Select(memory => memory.Confirmations)];
        _actors = [.. memories.Select(memory => context.ActorOf(ParameterActor.Props(memory, shared), FreeName(memory.State.Definition)))];
    }

    /// <summary>Asks the actors, which have outlived their parent, for all that they know.</summary>
    public RollCall Recall()
    {
        var survivors = context.GetChildren().ToArray();
        foreach (var actor in survivors)
        {
            context.Watch(actor);
            actor.Tell(ParameterMessages.TellAll.Instance);
        }

        return new RollCall(survivors);
    }

    /// <summary>They have told it. They may have missed limits that changed in between.</summary>
    public void Adopt(RollCall call)
    {
        var present = call.Present;
        _actors = [.. present.Select(one => one.Actor)];
        _confirmations = [.. present.Select(one => one.Confirmations)];
        foreach (var actor in _actors)
        {
            context.Unwatch(actor);
        }

        known.Become(present.Select(one => one.State));
        TellLimits(known.Table.Limited);
    }

    public void Tell(int place, object message) => _actors[place].Tell(message);

    /// <summary>The parameter with this index is at this place, and this is its actor, not that of a former one.</summary>
    public bool Are(int index, IActorRef actor, out int place)
    {
        place = known.Table.Directory.PlaceOf(index);
        return place >= 0 && place < _actors.Length && _actors[place].Equals(actor);
    }

    public void Distribute(ParameterMessages.Readings readings)
    {
        if (vocabulary() is var now && now != _vocabulary)
        {
            _vocabulary = now;
            Array.ForEach(_actors, actor => actor.Tell(ParameterMessages.Wake.Instance));
        }

        foreach (var reading in readings.Values)
        {
            if (known.Table.Directory.PlaceOf(reading.Index) is not (>= 0 and var place))
            {
                continue;
            }

            if (known.Confirm(place, reading, readings.At, readings.InDoubt) is { } confirmed)
            {
                _confirmations[place].Put(confirmed);
            }
            else
            {
                Tell(place, new ParameterMessages.ReadingAt(reading.Value, reading.MaxAge, readings.At, readings.InDoubt, reading.Certain));
            }
        }
    }

    /// <summary>A parameter has come to another state than the one that the device confirmed meanwhile: it is to see that.</summary>
    public void Catch(int place)
    {
        if (!_confirmations[place].IsRead)
        {
            Tell(place, ParameterMessages.Wake.Instance);
        }
    }

    /// <summary>Gives them what was stored, which could not be read before they started.</summary>
    public void Restore(IEnumerable<StoredValue> values)
    {
        foreach (var value in values)
        {
            if (known.Table.Directory.PlaceOf(value.Index) is >= 0 and var place)
            {
                Tell(place, new ParameterMessages.RestoreValue(value.Value, time.Past(value.ReadAt), time.Past(value.ChangedAt)));
            }
        }
    }

    /// <summary>Tells those at these places what limits them now.</summary>
    public void TellLimits(IEnumerable<int> places)
    {
        foreach (var place in places)
        {
            Tell(place, known.Table.LimitsOf(place));
        }
    }

    /// <summary>Tells those to look for which time has passed.</summary>
    public void CheckAges()
    {
        foreach (var place in known.Table.Due(time))
        {
            Tell(place, ParameterMessages.CheckAge.Instance);
        }
    }

    /// <summary>The former actor of that name may still be stopping.</summary>
    private string FreeName(ParameterDefinition definition)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{definition.Space}-{definition.Index}");
        var free = name;
        for (var i = 2; !context.Child(free).IsNobody(); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        }

        return free;
    }
}
