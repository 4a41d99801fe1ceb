using Econet.Cluster.Tests.Support;

namespace Econet.Gateway.Tests.History;

/// <summary>A test of the history that runs with each place that it can be kept in: here with PostgreSQL.</summary>
internal sealed class StoreFactAttribute : FactAttribute
{
    public StoreFactAttribute() => Skip = new PostgresFactAttribute().Skip;
}
