using Microsoft.AspNetCore.OutputCaching;

namespace Econet.Gateway.Http;

/// <summary>
/// For what is the same for everybody until the next start, and dear to make, such as the API's description: it is made and compressed once. Whether
/// somebody may have it is decided before.
/// </summary>
internal sealed class Unchanging : IOutputCachePolicy
{
    public const string Policy = "unchanging";

    /// <summary>What is kept altogether, several times what there is.</summary>
    public const long MostBytes = 16 << 20;

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.EnableOutputCaching = HttpMethods.IsGet(context.HttpContext.Request.Method);
        (context.AllowCacheLookup, context.AllowCacheStorage, context.AllowLocking) = (true, true, true);

        // It is made for all who wait for it and come later: one who leaves meanwhile does not take it from them.
        context.HttpContext.RequestAborted = CancellationToken.None;

        // Nobody asks anything in the query, so that nobody can fill the memory with it.
        context.CacheVaryByRules.QueryKeys = default;
        context.CacheVaryByRules.VaryByHost = false;
        context.CacheVaryByRules.VaryByValues["encoding"] = EncodingOf(context.HttpContext.Request);
        context.ResponseExpirationTimeSpan = TimeSpan.FromDays(1);
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.AllowCacheStorage &= context.HttpContext.Response.StatusCode == StatusCodes.Status200OK;
        return ValueTask.CompletedTask;
    }

    /// <summary>What the answer will be compressed with: the header itself has many forms.</summary>
    private static string EncodingOf(HttpRequest request)
    {
        var accepted = request.Headers.AcceptEncoding.ToString();
        return accepted.Contains("br", StringComparison.OrdinalIgnoreCase) ? "br"
            : accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? "gzip"
            : accepted.Contains('*', StringComparison.Ordinal) ? "any"
            : "";
    }
}
