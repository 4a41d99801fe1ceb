using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>The limits of a device's parameters, some of which other parameters hold.</summary>
/// <param name="states">The present states, by place.</param>
internal sealed class HeldLimits(ParameterDirectory directory, ParameterState[] states)
{
    private readonly ILookup<int, int> _limitedBy = directory.Definitions
        .SelectMany((d, place) => new[] { d.Min, d.Max }.OfType<Limit.HeldBy>().Select(limit => (holder: limit.Index, place)))
        .ToLookup(limit => limit.holder, limit => limit.place);

    /// <summary>The places of the parameters that the one with this index limits.</summary>
    public IEnumerable<int> LimitedBy(int index) => _limitedBy[index];

    /// <summary>The places of the parameters that others limit.</summary>
    public IEnumerable<int> Limited => _limitedBy.SelectMany(places => places).Distinct();

    /// <summary>The limits of a parameter as they stand now.</summary>
    public ParameterMessages.Limits Of(int place)
    {
        var definition = directory.Definitions[place];
        return new ParameterMessages.Limits(Resolve(definition.Min), Resolve(definition.Max), IsKnown(definition.Min) && IsKnown(definition.Max));
    }

    private double? Resolve(Limit? limit)
    {
        if (limit is not Limit.HeldBy { Index: var holder })
        {
            return (limit as Limit.Fixed)?.Number;
        }

        var place = directory.PlaceOf(holder);
        return place >= 0 && states[place].Value.TryToDouble(out var held) ? held : null;
    }

    // A limit that no parameter holds is none; one whose holder was not read is not known.
    private bool IsKnown(Limit? limit) =>
        limit is not Limit.HeldBy { Index: var holder } || directory.PlaceOf(holder) is not (>= 0 and var place) || !states[place].Value.IsNone;
}
