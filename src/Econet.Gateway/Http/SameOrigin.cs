using Econet.Gateway.Configuration;
using Econet.Gateway.Security;

namespace Econet.Gateway.Http;

/// <summary>
/// Refuses what a page from elsewhere has a browser do: the gateway is on a network that its owner's browser reaches and the page does
/// not. A WebSocket could be read and a request without a body be sent, whatever the browser keeps from that page else. Other clients say
/// no origin.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next, CurrentOptions current)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IngressUser>() is not null)
        {
            return next(context);
        }

        var request = context.Request;
        return request.Headers.Origin switch
        {
            { Count: 0 } when IsChangeByCookie(request) => Problems.WriteAsync(
                context, StatusCodes.Status403Forbidden, "A change with a browser's cookie must say its page's Origin; programs send a key: 'Authorization: Bearer KEY'",
                RefusalCode.ForeignPage),
            { Count: 0 } => next(context),
            [{ } origin] when IsHere(origin, request.Host) || current.Value.Access.CorsOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase) => next(context),
            { Count: 1 } => Problems.WriteAsync(
                context, StatusCodes.Status403Forbidden,
                $"Pages of other sites may not do this; use the gateway's own pages or a program, or name the site in {AccessSettings.CorsOrigins.Name}",
                RefusalCode.ForeignPage),
            _ => Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "The request has several Origin headers"),
        };
    }

    /// <summary>Every browser sends the origin of a change. A request without one could come from a page that hides it.</summary>
    private static bool IsChangeByCookie(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && request.Cookies.ContainsKey(BrowserSession.CookieName) && KeyAuthentication.SecretOf(request) is null;

    private static bool IsHere(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? uri.Port == port : uri.IsDefaultPort);
}
