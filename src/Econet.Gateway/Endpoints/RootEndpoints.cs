using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Microsoft.Net.Http.Headers;

namespace Econet.Gateway.Endpoints;

/// <summary>The front door: programs learn what this is, browsers get the dashboard.</summary>
internal static class RootEndpoints
{
    public const string Name = "Econet.Gateway";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", (Delegate)RootAsync)
            .RequireAuthorization(Policies.Public).WithTags("Gateway").WithSummary("Name and version").Produces<RootBody>()
            .Example($$"""{"name":"{{Name}}","version":"{{Product.Version}}","status":"running"}""");

    private static async Task RootAsync(HttpContext context)
    {
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)))
        {
            await DashboardEndpoints.SendPageAsync(context);
            return;
        }

        await context.Response.WriteAsJsonAsync(new RootBody(Name, Product.Version, "running"));
    }
}
