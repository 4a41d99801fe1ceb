using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Microsoft.Net.Http.Headers;

namespace Econet.Gateway.Endpoints;

/// <summary>The front door: programs learn what this is, browsers go to where people can look around.</summary>
internal static class RootEndpoints
{
    public const string Name = "Econet.Gateway";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Root)
            .RequireAuthorization(Policies.Read).WithTags("Gateway").WithSummary("Name and version").Produces<RootBody>()
            .Example($$"""{"name":"{{Name}}","version":"{{Product.Version}}","status":"running"}""");

    private static IResult Root(HttpContext context)
    {
        context.Response.Headers.Vary = HeaderNames.Accept;
        var isBrowser = context.Request.GetTypedHeaders().Accept.Any(
            a => a.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
        return isBrowser ? Results.Redirect("/docs") : Results.Json(new RootBody(Name, Product.Version, "running"));
    }
}
