using System.Security.Claims;
using System.Text.Encodings.Web;
using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Econet.Gateway.Security;

/// <summary>Knows who asks by the key that a request shows.</summary>
internal sealed class KeyAuthentication(
    KeyRing keys, CurrentOptions current, TimeProvider time, IOptionsMonitor<AuthenticationSchemeOptions> options, UrlEncoder encoder)
    // What it would log of each refused request is in the log of requests.
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, NullLoggerFactory.Instance, encoder)
{
    public const string SchemeName = "ApiKey";

    public const string Header = "X-API-Key";

    private const string Bearer = "Bearer ";

    /// <summary>The key that a request came with, for those that last.</summary>
    public static ApiKey? KeyOf(HttpContext context) => context.Features.Get<ApiKey>();

    /// <summary>The key that a request presents; null without one. Other kinds of Authorization are a proxy's.</summary>
    public static string? SecretOf(HttpRequest request)
    {
        if (request.Headers[Header] is { Count: > 0 } own)
        {
            return own.ToString();
        }

        return request.Headers.Authorization is { Count: > 0 } authorization && authorization.ToString() is var text
            && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? text[Bearer.Length..].Trim()
            : null;
    }

    /// <summary>Why a key opens nothing; null when it does.</summary>
    /// <param name="key">Null for a secret that belongs to none.</param>
    public static string? WhyUseless(ApiKey? key, DateTimeOffset now) => key switch
    {
        null => "This API key is not known; 'Econet.Gateway keys list' lists those that are",
        { RevokedAt: not null } => $"The API key '{key.Name}' was revoked; make another one with 'Econet.Gateway keys add'",
        _ when key.HasExpired(now) => $"The API key '{key.Name}' has expired; make another one with 'Econet.Gateway keys add'",
        _ => null,
    };

    /// <summary>Whoever has shown this key.</summary>
    public static AuthenticationTicket TicketOf(HttpContext context, ApiKey key, string scheme)
    {
        context.Features.Set(key);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, key.Name), .. key.Grant.ToClaims()], scheme);
        return new AuthenticationTicket(new ClaimsPrincipal(identity), scheme);
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"Econet.Gateway\"";
        return Task.CompletedTask;
    }

    private AuthenticateResult Authenticate()
    {
        if (current.Value.Access.Auth == ApiAuth.Off || SecretOf(Request) is not { } secret)
        {
            return AuthenticateResult.NoResult();
        }

        var key = keys.Find(secret);
        return WhyUseless(key, time.GetUtcNow()) is { } reason
            ? AuthenticateResult.Fail(reason)
            : AuthenticateResult.Success(TicketOf(Context, key!, Scheme.Name));
    }
}
