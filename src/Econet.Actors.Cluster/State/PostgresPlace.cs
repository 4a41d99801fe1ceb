using Econet.Actors.Storage;

namespace Econet.Actors.Cluster.State;

/// <summary>The rows of one device in the shared database, for the owner of this epoch.</summary>
internal sealed class PostgresPlace(SharedDatabase database, string device, long epoch) : IStatePlace
{
    /// <summary>Nothing is worn by an attempt, and a database that was restarted is back within seconds.</summary>
    public TimeSpan RetryInterval => TimeSpan.FromSeconds(2);

    public IStateTables Open()
    {
        using (database.Open())
        {
            return new PostgresTables(database.Open, device, epoch);
        }
    }

    public bool IsTrouble(Exception e) => SharedDatabase.IsAway(e);

    public string Describe(Exception e) => e is StateTakenException
        ? $"Another node has the state of {device} now" : database.Describe(e);
}

/// <summary>Another owner has begun an epoch: nothing of an earlier one is saved any more.</summary>
internal sealed class StateTakenException(string message) : InvalidOperationException(message);
