using System.Security.Claims;
using System.Text.Encodings.Web;
using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Econet.Gateway.Security;

/// <summary>
/// Knows a browser that has shown a key before, by ASP.NET's cookie. The cookie names the key and opens what the key opens now: it ends with it, and one
/// that is good for nothing any more counts as none, so that the page can ask for another key.
/// </summary>
internal sealed class BrowserSession(
    KeyRing keys, CurrentOptions current, TimeProvider time, IOptionsMonitor<CookieAuthenticationOptions> options, UrlEncoder encoder)
    : CookieAuthenticationHandler(options, NullLoggerFactory.Instance, encoder)
{
    public const string SchemeName = "Browser";

    public const string CookieName = "econet-session";

    /// <summary>Where the keys are that the cookies of a gateway of its own are encrypted with, below the state directory.</summary>
    public const string Directory = "sessions";

    /// <summary>The hash of the key, by which it is found; not the secret.</summary>
    private const string KeyClaim = "key";

    /// <summary>Without a request for that long, the key is asked for again.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <param name="isShared">The keys for cookies are in the database of the cluster.</param>
    public static void Add(AuthenticationBuilder authentication, string stateDirectory, bool isShared)
    {
        var protection = authentication.Services.AddDataProtection().SetApplicationName("Econet.Gateway");
        if (isShared)
        {
            authentication.Services.AddSingleton<SessionKeyTable>();
            authentication.Services.AddOptions<KeyManagementOptions>().Configure<SessionKeyTable>((keys, table) => keys.XmlRepository = table);
        }
        else
        {
            protection.PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(stateDirectory, Directory)));
        }

        // It would make keys at every start, for gateways too that no browser ever logs in to.
        var atStart = authentication.Services.Single(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Namespace == "Microsoft.AspNetCore.DataProtection.Internal");
        authentication.Services.Remove(atStart);
        authentication.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<CookieAuthenticationOptions>, PostConfigureCookieAuthenticationOptions>());
        authentication.AddScheme<CookieAuthenticationOptions, BrowserSession>(SchemeName, cookies =>
        {
            cookies.Cookie.Name = CookieName;
            cookies.Cookie.HttpOnly = true;
            cookies.Cookie.SameSite = SameSiteMode.Strict;
            cookies.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookies.ExpireTimeSpan = Lifetime;
            cookies.SlidingExpiration = true;
            // Programs are answered, not sent to a page.
            cookies.ForwardChallenge = KeyAuthentication.SchemeName;
            cookies.ForwardForbid = KeyAuthentication.SchemeName;
        });
    }

    /// <summary>Sends the cookie for a key.</summary>
    public static Task BeginAsync(HttpContext http, ApiKey key) => http.SignInAsync(
        SchemeName,
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, key.Name), new Claim(KeyClaim, Convert.ToBase64String(key.Hash))], SchemeName)),
        new AuthenticationProperties { IsPersistent = true });

    public static Task EndAsync(HttpContext http) => http.SignOutAsync(SchemeName);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (current.Value.Access.Auth == ApiAuth.Off
            || await base.HandleAuthenticateAsync() is not { Succeeded: true, Principal: var principal }
            || principal.FindFirstValue(KeyClaim) is not { } hash
            || keys.FindByHash(Convert.FromBase64String(hash)) is not { } key
            || !key.IsActive(time.GetUtcNow()))
        {
            // Whoever Home Assistant has let in needs no cookie of ours.
            return Context.Features.Get<IngressUser>() is null ? AuthenticateResult.NoResult() : await Context.AuthenticateAsync(IngressAuthentication.SchemeName);
        }

        return AuthenticateResult.Success(KeyAuthentication.TicketOf(Context, key, SchemeName));
    }
}
