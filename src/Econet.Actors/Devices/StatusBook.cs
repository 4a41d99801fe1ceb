using System.Collections.Immutable;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>The status of one device, put together from what its parts told last.</summary>
/// <param name="parts">What each part is before it has told anything.</param>
internal sealed class StatusBook(string device, string kind, params IEnumerable<IPartStatus> parts)
{
    private readonly Dictionary<Type, IPartStatus> _parts = parts.Append(ParametersStatus.None).ToDictionary(part => part.GetType());
    private ParametersStatus _parameters = ParametersStatus.None;

    public void Take(IPartStatus status)
    {
        _parts[status.GetType()] = status;
        _parameters = status as ParametersStatus ?? _parameters;
    }

    public DeviceStatus Of(string state, bool alive, ImmutableArray<Problem> problems) => new(
        device, kind, state, alive, _parameters.LastUpdate, _parameters.Count,
        _parts.Values.SelectMany(part => part.Sections).ToImmutableSortedDictionary())
    {
        Problems = problems,
    };
}
