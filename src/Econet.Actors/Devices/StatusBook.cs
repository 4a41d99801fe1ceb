using System.Collections.Immutable;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>
/// The status of one device, put together from what its parts have last told. So a device answers for itself at any time, whatever becomes of
/// a part meanwhile.
/// </summary>
internal sealed class StatusBook(string device, string kind)
{
    private readonly Dictionary<string, PartStatus> _parts = [];
    private ParametersStatus _parameters = new(0, null, new ValuesSection(0, 0, 0, 0, 0), new WritesSection(0));
    private StatusSection _storage = new StoreHealth(OnDisk: false).ToSection();

    /// <summary>Whether the device answers, as its parts have last told.</summary>
    public bool IsAlive => _parts.Values.Any(part => part.Alive == true);

    /// <summary>The state that the parts have last told; null before any has.</summary>
    public string? State => _parts.Values.Select(part => part.State).LastOrDefault(state => state is not null);

    public void Take(PartStatus told) => _parts[told.Part] = told;

    public void Take(ParametersStatus told) => _parameters = told;

    public void Take(StoreHealth told) => _storage = told.ToSection();

    /// <param name="more">Sections that no part tells.</param>
    public DeviceStatus Status(
        string state, bool alive, ImmutableArray<Problem> problems, params ReadOnlySpan<StatusSection> more) =>
        new(device, kind, state, alive, _parameters.LastUpdate, _parameters.Count)
        {
            Problems = problems,
            Sections =
            [
                .. _parts.Values.SelectMany(part => part.Sections)
                    .Concat([_parameters.Values, _parameters.Writes, _storage, .. more])
                    .OrderBy(section => section.Name, StringComparer.Ordinal),
            ],
        };
}
