using System.Net.Mime;
using System.Net.ServerSentEvents;
using Microsoft.Net.Http.Headers;

namespace Econet.Gateway.Http;

/// <summary>Server-sent events that go on until the client leaves.</summary>
internal static class EndlessEvents
{
    private const string NotKept = "no-cache,no-store";

    /// <param name="begin">Not called for HEAD, whose client would wait for ever for the end of an answer without a body.</param>
    public static IResult Answer<T>(HttpContext context, Func<IAsyncEnumerable<SseItem<T>>> begin)
    {
        if (!HeadAsGet.Serves(context))
        {
            return TypedResults.ServerSentEvents(begin());
        }

        context.Response.Headers[HeaderNames.CacheControl] = NotKept;
        context.Response.ContentType = MediaTypeNames.Text.EventStream;
        return Results.Empty;
    }
}
