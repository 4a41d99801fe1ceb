using System.Security.Claims;
using System.Text.Encodings.Web;
using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Econet.Gateway.Security;

/// <summary>A user of Home Assistant, who has logged in there.</summary>
internal sealed record IngressUser(string Name);

/// <summary>
/// Finds requests that Home Assistant's ingress brings. It has asked for a login, its cookie is out of reach of other sites, and it passes on whatever
/// host its user has typed: so neither host nor origin are checked. To be called before anything looks at headers of proxies.
/// </summary>
internal sealed class Ingress(RequestDelegate next, CurrentOptions current)
{
    private const string PathHeader = "X-Ingress-Path";
    private const string NameHeader = "X-Remote-User-Name";

    public Task InvokeAsync(HttpContext context)
    {
        if (current.Value.Access.Ingress is { } address && context.Connection.RemoteIpAddress is { } remote
            && address.Equals(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote) && context.Request.Headers.ContainsKey(PathHeader))
        {
            // The name goes into logs and into the history of writes.
            var name = context.Request.Headers[NameHeader].ToString();
            context.Features.Set(new IngressUser(ApiKey.IsName(name) ? name : "home-assistant"));
        }

        return next(context);
    }
}

/// <summary>Lets users of Home Assistant read and write. What the gateway is set up with is set in Home Assistant, or with a key.</summary>
internal sealed class IngressAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, NullLoggerFactory.Instance, encoder)
{
    public const string SchemeName = "Ingress";

    private static readonly Grant Granted = new(AccessScope.Write);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var user = Context.Features.Get<IngressUser>()!;
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, user.Name), .. Granted.ToClaims()], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }
}
