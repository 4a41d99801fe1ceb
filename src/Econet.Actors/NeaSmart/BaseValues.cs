using System.Collections.Immutable;
using Akka.Actor;
using Econet.Actors.Parameters;

namespace Econet.Actors.NeaSmart;

/// <summary>Tells the parameters what the base says, and whether it says anything.</summary>
/// <param name="maxAge">How long a word may be taken for good without another.</param>
internal sealed class BaseValues(IActorRef parameters, Traffic traffic, TimeSpan maxAge)
{
    private bool _alive;

    /// <summary>The parameters have restarted, and know nothing.</summary>
    public void Forget() => _alive = false;

    /// <returns>Whether the base came to be heard.</returns>
    public bool TellAlive(bool alive)
    {
        if (alive == _alive)
        {
            return false;
        }

        _alive = alive;
        parameters.Tell(new ParameterMessages.Alive(alive));
        return alive;
    }

    public void Tell(IReadOnlyList<BaseWord> said)
    {
        foreach (var words in said.GroupBy(word => word.At))
        {
            var readings = words.Select(Read).ToImmutableArray();
            traffic.AddBadValues(readings.Count(reading => reading.Value.IsNone));
            parameters.Tell(new ParameterMessages.Readings(readings, words.Key));
        }
    }

    // Somebody moved a setting, and may have done so for once: no second word will bear it out.
    private ParameterMessages.Reading Read(BaseWord word) => new(
        word.Register.Address, RegisterParameters.Decode(word.Register, word.Word), maxAge, Certain: word.Register.Writable);
}
