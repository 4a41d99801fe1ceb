using System.Globalization;
using Econet.Gateway.Security;

namespace Econet.Gateway.Audit;

/// <summary>
/// Puts requests into the audit that change something and have no other entry there, and those that were refused to whoever sent them. A change is in it before
/// it is answered, also if this process is killed just then.
/// </summary>
internal sealed class RequestAudit(RequestDelegate next, AuditTrail trail, RefusedRequests refused, TimeProvider time)
{
    /// <summary>An answer waits for a slow disk no longer than this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        var isTold = false;
        if (!IsSafe(context.Request.Method))
        {
            context.Response.OnStarting(async () =>
            {
                isTold = true;
                await KeepAsync(context);
            });
        }

        await next(context);
        if (context.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
        {
            refused.Add(EntryOf(context));
        }
        else if (!isTold && IsChange(context))
        {
            // The client did not wait for the answer.
            trail.Add(EntryOf(context));
        }
    }

    private async Task KeepAsync(HttpContext context)
    {
        if (!IsChange(context))
        {
            return;
        }

        try
        {
            await trail.KeepAsync(EntryOf(context)).WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // It is written as soon as the disk takes it.
        }
    }

    private static bool IsChange(HttpContext context) =>
        context.Response.StatusCode < StatusCodes.Status400BadRequest && !IsSafe(context.Request.Method) && !context.GetEndpoint().HasOwnAuditEntry();

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private AuditEntry EntryOf(HttpContext context) => new(
        time.GetUtcNow(), AuditKinds.Request, Who: context.User.Identity?.Name, From: RequestSource.AddressOf(context) is { Length: > 0 } address ? address : null,
        Device: context.Request.RouteValues["device"] as string, Subject: $"{context.Request.Method} {context.Request.Path}",
        Outcome: context.Response.StatusCode.ToString(CultureInfo.InvariantCulture), RequestId: context.TraceIdentifier);
}
