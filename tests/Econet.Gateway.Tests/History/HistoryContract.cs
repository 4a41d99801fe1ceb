using Econet.Gateway.History;

namespace Econet.Gateway.Tests.History;

/// <summary>What every place promises that the history can be kept in.</summary>
public abstract class HistoryContract : IDisposable
{
    private readonly IHistoryStore? _shared;
    private readonly List<RecordedHouse> _houses = [];

    /// <param name="shared">The database of a cluster, with nothing in it; null for a file.</param>
    private protected HistoryContract(IHistoryStore? shared) => _shared = shared;

    public void Dispose()
    {
        _houses.ForEach(house => house.Dispose());
        (_shared as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected RecordedHouse Begin(DateTimeOffset start)
    {
        var house = new RecordedHouse(start, shared: _shared);
        _houses.Add(house);
        return house;
    }
}
