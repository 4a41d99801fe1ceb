namespace Econet.Gateway.Http;

/// <summary>Answers HEAD wherever GET is served, with the same status and headers; the server leaves the body out.</summary>
internal sealed class HeadAsGet(RequestDelegate next)
{
    private static readonly object Key = new();

    /// <summary>The request is one for HEAD: an answer without an end must not begin.</summary>
    public static bool Serves(HttpContext context) => context.Items.ContainsKey(Key);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Request.Method = HttpMethods.Get;
        context.Items[Key] = true;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    }
}
