using Serilog.Context;

namespace Econet.Gateway.Logging;

/// <summary>
/// Gives each request an id, the client's own from <c>X-Request-ID</c> where that is one, tells it in the answer, and puts it into every line that
/// is logged for the request.
/// </summary>
internal sealed class RequestId(RequestDelegate next)
{
    public const string Header = "X-Request-ID";

    /// <summary>The property that holds the id.</summary>
    public const string Property = "RequestId";

    /// <summary>The property that holds what stands behind the message.</summary>
    public const string Suffix = "RequestSuffix";

    private const int Longest = 64;

    public async Task InvokeAsync(HttpContext context)
    {
        var id = context.Request.Headers[Header] is [{ } given] && IsId(given) ? given : Guid.NewGuid().ToString("N");
        context.TraceIdentifier = id;
        // At the end, so that an answer that is kept is not given again with the id of another request.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });
        using (LogContext.PushProperty(Property, id))
        using (LogContext.PushProperty(Suffix, $" [{id}]"))
        {
            await next(context);
        }
    }

    private static bool IsId(string text) =>
        text.Length is > 0 and <= Longest && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
