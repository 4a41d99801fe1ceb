using System.Globalization;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace Econet.Gateway.Http;

/// <summary>A request that can't be answered as it is; becomes a problem with this status.</summary>
/// <param name="code">Where it says more than the status does.</param>
internal sealed class BadRequestException(string message, int status = StatusCodes.Status400BadRequest, RefusalCode? code = null) : Exception(message)
{
    public int Status => status;

    public RefusalCode Code => code ?? RefusalCodes.OfStatus(status);
}

/// <summary>
/// Every error of the API is an <c>application/problem+json</c>, whatever raised it, and none reveals more than its client may know.
/// </summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public const string WriteFailed = "The write failed";

    private const string RetryAfterSeconds = "5";

    /// <summary>Turns exceptions, and answers such as 404 and 405 that have no body, into problems.</summary>
    public static void Use(WebApplication app)
    {
        app.UseStatusCodePages(pages => WriteAsync(
            pages.HttpContext, pages.HttpContext.Response.StatusCode, Explain(pages.HttpContext), pages.HttpContext.Features.Get<Refusal>()?.Code));
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => WriteAsync(context, context.Features.Get<IExceptionHandlerFeature>()!.Error),
            // To HEAD a 404 is answered without a body, which the handler would otherwise take for no answer.
            AllowStatusCode404Response = true,
            SuppressDiagnosticsCallback = failed => IsExpected(failed.Exception),
        });
    }

    public static Task WriteAsync(HttpContext context, int status, string error, RefusalCode? code = null) =>
        WriteAsync(context, Body(status, code ?? RefusalCodes.OfStatus(status), error));

    /// <summary>The problem of a write that failed.</summary>
    public static IResult Result(WriteResult failed)
    {
        var problem = Body(failed.Error!.Value, failed.Message ?? WriteFailed, failed.Candidates) with { RetryAt = failed.RetryAt };
        return new ProblemResult(http => WriteAsync(http, problem));
    }

    /// <summary>A problem that came when some of several writes had ended well already.</summary>
    /// <param name="written">The keys whose writes did.</param>
    /// <param name="failed">The others; the first one's error is the problem's; all messages are included.</param>
    public static IResult Result(IReadOnlyList<string> written, IReadOnlyList<WriteResult> failed)
    {
        var first = failed[0];
        var problem = Body(first.Error!.Value, $"The write of '{first.Key}' failed: {first.Message ?? WriteFailed}") with
        {
            Written = written,
            Failed = failed.ToDictionary(r => r.Key, r => r.Message ?? WriteFailed),
            RetryAt = failed.Max(r => r.RetryAt),
        };
        return new ProblemResult(http => WriteAsync(http, problem));
    }

    private static ProblemBody Body(EconetError kind, string error, IReadOnlyList<string>? candidates = null) =>
        Body(RefusalCodes.StatusOf(kind), RefusalCodes.Of(kind), error, candidates);

    private static ProblemBody Body(int status, RefusalCode code, string error, IReadOnlyList<string>? candidates = null) => new(
        ReasonPhrases.GetReasonPhrase(status), status, error, error, code, candidates is { Count: > 0 } ? candidates : null);

    private static Task WriteAsync(HttpContext context, ProblemBody problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }
        else if (problem is { Status: StatusCodes.Status429TooManyRequests, RetryAt: { } retryAt })
        {
            var wait = retryAt - context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("F0", CultureInfo.InvariantCulture);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(problem, Json.Options);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body).AsTask();
    }

    private static Task WriteAsync(HttpContext context, Exception error) => error switch
    {
        EconetException e => WriteAsync(context, Body(e.Error, e.Message, e.Candidates)),
        BadRequestException e => WriteAsync(context, e.Status, e.Message, e.Code),
        KeyStoreException e => WriteAsync(context, StatusCodes.Status503ServiceUnavailable, e.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => WriteAsync(
            context, StatusCodes.Status413PayloadTooLarge, JsonBody.TooLarge),
        BadHttpRequestException e => WriteAsync(context, e.StatusCode, "The request is malformed"),
        // What Kestrel says of a chunk whose size no number holds.
        IOException { InnerException: OverflowException } => WriteAsync(context, StatusCodes.Status400BadRequest, "The request is malformed"),
        TimeoutException => WriteAsync(context, StatusCodes.Status504GatewayTimeout, "No answer in time"),
        _ => WriteAsync(context, StatusCodes.Status500InternalServerError, "Internal error; see the log"),
    };

    private static bool IsExpected(Exception error) =>
        error is EconetException or BadRequestException or KeyStoreException or BadHttpRequestException or TimeoutException
            or IOException { InnerException: OverflowException };

    private static string Explain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}",
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests
            when context.Features.Get<Refusal>() is { } refusal => refusal.Reason,
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not allowed here; use {context.Response.Headers.Allow}",
        var status => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase
            ? phrase
            : status.ToString(CultureInfo.InvariantCulture),
    };

    private sealed class ProblemResult(Func<HttpContext, Task> write) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => write(httpContext);
    }
}
