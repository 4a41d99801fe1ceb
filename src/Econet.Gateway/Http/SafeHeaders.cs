namespace Econet.Gateway.Http;

/// <summary>Tells browsers what not to do with the answers.</summary>
internal sealed class SafeHeaders(RequestDelegate next)
{
    /// <summary>The documentation's page has its scripts and styles in itself; nothing is loaded from elsewhere.</summary>
    private const string Content =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "SAMEORIGIN";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (headers.AccessControlAllowOrigin.Count == 0)
            {
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
            }

            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = Content;
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
