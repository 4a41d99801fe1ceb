using System.Globalization;
using Econet.Gateway.Security;

namespace Econet.Gateway.Audit;

/// <summary>Puts requests into the audit that change something, and those that were refused to whoever sent them.</summary>
internal sealed class RequestAudit(RequestDelegate next, AuditTrail trail, RefusedRequests refused, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var status = context.Response.StatusCode;
        if (status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
        {
            refused.Add(EntryOf(context));
        }
        else if (status < StatusCodes.Status400BadRequest && !IsSafe(context.Request.Method))
        {
            trail.Add(EntryOf(context));
        }
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private AuditEntry EntryOf(HttpContext context) => new(
        time.GetUtcNow(), AuditKinds.Request, Who: context.User.Identity?.Name, From: RequestSource.AddressOf(context) is { Length: > 0 } address ? address : null,
        Device: context.Request.RouteValues["device"] as string, Subject: $"{context.Request.Method} {context.Request.Path}",
        Outcome: context.Response.StatusCode.ToString(CultureInfo.InvariantCulture), RequestId: context.TraceIdentifier);
}
