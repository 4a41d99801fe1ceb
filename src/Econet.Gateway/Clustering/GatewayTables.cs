using Econet.Actors.Cluster.State;

namespace Econet.Gateway.Clustering;

/// <summary>The gateway's own tables in the database that the nodes of a cluster share.</summary>
internal static class GatewayTables
{
    public static SharedSchema Schema { get; } = new("econet_gateway",
    [
        """
        CREATE TABLE econet_gateway.keys (one boolean PRIMARY KEY CHECK (one), version uuid NOT NULL, content text NOT NULL);
        CREATE TABLE econet_gateway.session_keys (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content text NOT NULL);
        """,
    ]);
}
