using Econet.Gateway.Dashboard;
using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>The dashboard's files. They contain nothing about the house, so everybody may have them; the data that they show needs a key.</summary>
internal static class DashboardEndpoints
{
    private const string Forever = "public, max-age=31536000, immutable";
    private const string Checked = "no-cache";

    /// <summary>Everything comes from the gateway, and nothing of it stands in the page itself. Styles that scripts set on elements are not concerned.</summary>
    private const string Content =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ui/{version}/{**file}", async (HttpContext context, string version, string file, DashboardFiles files) =>
        {
            if (files.Find(version, file) is { } found)
            {
                await found.SendAsync(context, Forever);
            }
            else
            {
                await Problems.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such file in this version of the dashboard; reload the page");
            }
        }).RequireAuthorization(Policies.Public).ExcludeFromDescription();
        routes.MapGet("/service-worker.js", (HttpContext context, DashboardFiles files) => files.Worker.SendAsync(context, Checked))
            .RequireAuthorization(Policies.Public).ExcludeFromDescription();
    }

    public static Task SendPageAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Content;
        return context.RequestServices.GetRequiredService<DashboardFiles>().Page.SendAsync(context, Checked);
    }
}
