using Econet.Actors.Cluster.State;
using Econet.Gateway.Clustering;

namespace Econet.Gateway.History;

/// <summary>The history in the database that the nodes of a cluster share. Each node writes what it records, and all of them read it.</summary>
internal sealed class SharedHistory : IHistoryStore, IDisposable
{
    /// <summary>A chart takes a part of a second; a request that waits for longer waits in vain.</summary>
    private static readonly TimeSpan PatienceToRead = TimeSpan.FromSeconds(10);

    /// <summary>Nobody waits for the writer, and all nodes may roll up a day at once.</summary>
    private static readonly TimeSpan PatienceToWrite = TimeSpan.FromSeconds(20);

    /// <summary>PostgreSQL has 100 by default, for all nodes and whatever else they do with it.</summary>
    private const int MostConnections = 10;

    private readonly SharedDatabase _database;

    /// <param name="connection">The connection string of the database. It gets connections of its own: a large chart must not keep keys or leases waiting.</param>
    public SharedHistory(string connection) => _database = new SharedDatabase(connection, GatewayTables.Schema, MostConnections);

    /// <summary>
    /// Every second it is looked whose the devices are. What is newest is in the memory of one node only, and others are asked for it, so it is written every minute, into
    /// the window that is open: as many windows as in a file.
    /// </summary>
    public HistoryPace Pace { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(5));

    public bool IsAlone => false;

    public IHistorySession Open() => new HistoryTables(_database.Open(), PatienceToWrite);

    public IHistorySession OpenToRead()
    {
        var session = new HistoryTables(_database.Open(), PatienceToRead);
        try
        {
            session.BeginToRead();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public IHandingOn OpenToHandOn() => new TableHandingOn(_database.Open(), PatienceToRead);

    public bool IsTrouble(Exception failure) => SharedDatabase.IsAway(failure);

    public bool IsDamage(Exception failure) => false;

    public string Describe(Exception trouble) => _database.Describe(trouble);

    /// <exception cref="NotSupportedException">Always: a database mends itself, or its owner does.</exception>
    public string SetAside(DateTimeOffset now) => throw new NotSupportedException("A database is not set aside.");

    public void Dispose() => _database.Dispose();
}
