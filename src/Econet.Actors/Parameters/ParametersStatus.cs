using System.Collections.Immutable;
using Econet.Actors.Devices;

namespace Econet.Actors.Parameters;

/// <summary>How the parameters of a device are.</summary>
/// <param name="LastUpdate">When the device last answered with values.</param>
/// <param name="Values">How many there are of each quality, and what was implausible.</param>
/// <param name="WritesUnderWay">Writes that have not ended.</param>
internal sealed record ParametersStatus(
    int Count, DateTimeOffset? LastUpdate, ImmutableSortedDictionary<string, object?> Values, int WritesUnderWay) : IPartStatus
{
    public static readonly ParametersStatus None = new(0, null, ParameterTable.Empty.Describe(), 0);

    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>> Sections =>
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty
            .Add("values", Values)
            .Add("writes", ImmutableSortedDictionary<string, object?>.Empty.Add("under_way", WritesUnderWay));
}
