using Econet.Actors.Messages;
using Econet.Gateway.Clustering;
using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>How the cluster is that the gateway is a node of.</summary>
internal static class ClusterEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/cluster", ViewAsync)
            .RequireAuthorization(Policies.Read).WithTags("Devices").WithSummary("The nodes of the cluster, and where each device lives")
            .Produces<ClusterBody>().Errors(404)
            .Example(
                """
                {"self":"node1:4053","members":[{"node":"node1:4053","status":"up","role":"devices","reachable":true}],
                 "devices":[{"device":"house","port_at":null,"owner":"node1:4053","epoch":3,"lease_left":3.4}],"trouble":null}
                """);

    private static async Task<IResult> ViewAsync(HttpContext context, ClusterNode node, CancellationToken cancellation)
    {
        var cluster = node.Cluster
            ?? throw new EconetException(EconetError.NotFound, "This gateway is not a node of a cluster; see docs/cluster.md");
        return Results.Json(ClusterBody.Of(await cluster.ViewAsync(cancellation), context.Sight()));
    }
}
