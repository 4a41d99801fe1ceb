using System.Collections.Immutable;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>
/// The status of one device, put together from what its parts told last. Changed by the device alone; its numbers are measured from other threads.
/// </summary>
internal sealed class StatusBook : IDisposable
{
    private readonly string _kind;
    private volatile ImmutableDictionary<Type, IPartStatus> _parts;
    private ParametersStatus _parameters = ParametersStatus.None;

    /// <param name="parts">What each part is before it has told anything.</param>
    public StatusBook(string device, string kind, params IEnumerable<IPartStatus> parts)
    {
        (Device, _kind) = (device, kind);
        _parts = parts.Append(ParametersStatus.None).ToImmutableDictionary(part => part.GetType());
        DeviceMeter.Add(this);
    }

    public string Device { get; }

    /// <summary>What all parts tell, by sections.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>> Sections =>
        _parts.Values.SelectMany(part => part.Sections).ToImmutableSortedDictionary();

    public void Take(IPartStatus status)
    {
        _parts = _parts.SetItem(status.GetType(), status);
        _parameters = status as ParametersStatus ?? _parameters;
    }

    /// <summary>The device is gone: it is not measured any more.</summary>
    public void Dispose() => DeviceMeter.Remove(this);

    public DeviceStatus Of(string state, bool alive, ImmutableArray<Problem> problems) => new(
        Device, _kind, state, alive, _parameters.LastUpdate, _parameters.Count, Sections)
    {
        Problems = problems,
    };
}
