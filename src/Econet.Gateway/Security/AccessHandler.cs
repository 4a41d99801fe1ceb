using Microsoft.AspNetCore.Authorization;

namespace Econet.Gateway.Security;

/// <summary>Why a request is refused, for the body of the answer.</summary>
internal sealed record Refusal(string Reason, RefusalCode Code);

/// <summary>Decides whether a request may use its endpoint, and if not, explains what to do.</summary>
internal sealed class AccessHandler(AccessRules rules) : AuthorizationHandler<ScopeRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        var http = (HttpContext)context.Resource!;
        var scope = requirement.Scope ?? (http.GetEndpoint() is RouteEndpoint ? AccessScope.Admin : AccessScope.Read);
        if (await rules.WhyRefusedAsync(http, scope) is { } refusal)
        {
            // ASP.NET passes the reason of a failure on with a 403 and not with a 401.
            http.Features.Set(refusal);
            context.Fail(new AuthorizationFailureReason(this, refusal.Reason));
        }
        else
        {
            context.Succeed(requirement);
        }
    }
}
