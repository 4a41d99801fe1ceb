using Econet.Gateway.History;

namespace Econet.Cluster.Tests.Support;

/// <summary>The history in a database of one test.</summary>
internal static class OwnHistory
{
    /// <returns>How to connect to it; empty where PostgreSQL is not installed, and no test runs.</returns>
    public static string MakeDatabase(PostgresServer server) => PostgresServer.Programs is null ? "" : OwnDatabase.MakeAsync(server).GetAwaiter().GetResult();

    /// <returns>Null where no test runs.</returns>
    public static SharedHistory? Make(PostgresServer server) => MakeDatabase(server) is { Length: > 0 } database ? new SharedHistory(database) : null;
}
