using Econet.Actors;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>How a browser logs in, with a key and for a cookie, and how a page learns what it may do.</summary>
internal static class SessionEndpoints
{
    private const string Path = "/api/session";
    private const string Shape = """{"key": "econet_…"}""";
    private const string Example = """{"authenticated":true,"name":"kitchen","scope":"write","auth":"writes","has_keys":true,"devices":["heatpump"]}""";

    private static readonly string[] Fields = ["key"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ReadAsync)
            .RequireAuthorization(Policies.Public).WithTags("Gateway").WithSummary("What whoever asks may do")
            .WithDescription("scope is none, read, write or admin; refusal says why it is not more, and what to do about it.")
            .Produces<SessionBody>().Example(Example);
        routes.MapPost(Path, BeginAsync)
            .RequireAuthorization(Policies.Public).RequireRateLimiting(RateLimits.Logins).WithTags("Gateway").WithSummary("Logs a browser in with an API key")
            .WithDescription("The cookie opens what the key opens, until it is revoked or expires, or for 30 days without a request.")
            .Body<Dictionary<string, string>>("""{"key":"econet_3q2-7wZ4…"}""")
            .Produces<SessionBody>().Errors(400, 401, 413, 415, 429, 503).Example(Example);
        routes.MapDelete(Path, (Delegate)EndAsync)
            .RequireAuthorization(Policies.Public).WithTags("Gateway").WithSummary("Logs the browser out").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ReadAsync(HttpContext http, AccessRules rules, CurrentOptions current, Credentials credentials)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(await BodyAsync(http, rules, current, credentials));
    }

    private static async Task<IResult> BeginAsync(
        HttpContext http, KeyRing keys, AccessRules rules, CurrentOptions current, Credentials credentials, TimeProvider time, CancellationToken cancellation)
    {
        var fields = await FieldsBody.ReadAsync(http.Request, Shape, Fields, cancellation);
        if (fields.GetValueOrDefault("key") is not string secret)
        {
            throw new BadRequestException($"The key must be a text; the body takes {Shape}");
        }

        var key = keys.Find(secret.Trim());
        if (KeyAuthentication.WhyUseless(key, time.GetUtcNow()) is { } reason)
        {
            throw new BadRequestException(reason, StatusCodes.Status401Unauthorized, RefusalCode.KeyInvalid);
        }

        try
        {
            await BrowserSession.BeginAsync(http, key!);
        }
        catch (Exception away) when (away.GetBaseException() is KeyStoreException keyless)
        {
            throw new BadRequestException($"Nobody can log in now: {keyless.Message}", StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception unwritable) when (unwritable.GetBaseException() is IOException or UnauthorizedAccessException)
        {
            throw new BadRequestException(
                $"Nobody can log in while {Settings.StateDirectory.Name} can't be written: {FailureReason.Of(unwritable.GetBaseException())}", StatusCodes.Status503ServiceUnavailable);
        }

        // From here on the request is that of whoever logged in: so the audit names them.
        http.User = KeyAuthentication.TicketOf(http, key!, BrowserSession.SchemeName).Principal;
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(await BodyAsync(http, rules, current, credentials));
    }

    private static async Task<IResult> EndAsync(HttpContext http)
    {
        await BrowserSession.EndAsync(http);
        return Results.NoContent();
    }

    private static async Task<SessionBody> BodyAsync(HttpContext http, AccessRules rules, CurrentOptions current, Credentials credentials)
    {
        AccessScope? held = null;
        string? refusal = null;
        foreach (var scope in Enum.GetValues<AccessScope>().Order())
        {
            if (await rules.WhyRefusedAsync(http, scope) is { } why)
            {
                refusal = why.Reason;
                break;
            }

            held = scope;
        }

        var grant = Grant.Of(http.User);
        var isKnown = http.User.Identity is { IsAuthenticated: true };
        return new SessionBody(
            isKnown, isKnown ? http.User.Identity!.Name : null, held is { } most ? Grant.WordOf(most) : "none", refusal,
            current.Value.Access.Auth.ToString().ToLowerInvariant(), credentials.AreUsed, grant?.Devices, grant?.Parameters);
    }
}

/// <param name="Authenticated">Whether a key, a token or a cookie was shown that is good.</param>
/// <param name="Name">Of the key or the token.</param>
/// <param name="Scope">The most that may be done: none, read, write or admin.</param>
/// <param name="Refusal">Why it is not more.</param>
/// <param name="Auth">The setting API_AUTH.</param>
/// <param name="HasKeys">Whether there is any key, or another way to show who one is.</param>
/// <param name="Devices">The only devices that the key is for; null for all.</param>
/// <param name="Parameters">The only parameters that the key is for, as patterns; null for all.</param>
internal sealed record SessionBody(
    bool Authenticated, string? Name, string Scope, string? Refusal, string Auth, bool HasKeys, IReadOnlyList<string>? Devices, IReadOnlyList<string>? Parameters);
