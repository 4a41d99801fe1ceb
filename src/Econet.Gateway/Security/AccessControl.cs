using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace Econet.Gateway.Security;

/// <summary>Puts ASP.NET's authentication and authorization into the host.</summary>
internal static class AccessControl
{
    /// <summary>The scheme that finds out which of the others a request is for.</summary>
    private const string Caller = "Caller";

    /// <param name="stateDirectory">Where the keys of a gateway of its own are kept.</param>
    /// <param name="jwt">Null where no tokens are accepted.</param>
    /// <param name="isShared">The gateway is a node of a cluster, and the keys are in the database of that.</param>
    public static void Add(IServiceCollection services, string stateDirectory, JwtOptions? jwt, bool isShared)
    {
        services.AddSingleton(new KeyFile(stateDirectory));
        if (isShared)
        {
            services.AddSingleton<KeyTable>();
            services.AddSingleton<IKeyStore>(provider => provider.GetRequiredService<KeyTable>());
            services.AddHostedService<KeyTableWatch>();
        }
        else
        {
            services.AddSingleton<IKeyStore>(provider => provider.GetRequiredService<KeyFile>());
        }

        services.AddSingleton<KeyRing>();
        services.AddSingleton<Credentials>();
        // AddAuthentication would keep the keys for cookies in the user's home.
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = Caller);
        services.AddWebEncoders();
        var authentication = new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, IngressAuthentication>(IngressAuthentication.SchemeName, options =>
            {
                options.ForwardChallenge = KeyAuthentication.SchemeName;
                options.ForwardForbid = KeyAuthentication.SchemeName;
            })
            .AddPolicyScheme(Caller, null, policy => policy.ForwardDefaultSelector = http =>
                KeyAuthentication.SecretOf(http.Request) is { } secret
                    ? jwt is not null && IsToken(secret) ? JwtBearerDefaults.AuthenticationScheme : KeyAuthentication.SchemeName
                : http.Request.Cookies.ContainsKey(BrowserSession.CookieName) ? BrowserSession.SchemeName
                : http.Features.Get<IngressUser>() is not null ? IngressAuthentication.SchemeName
                : KeyAuthentication.SchemeName);
        BrowserSession.Add(authentication, stateDirectory, isShared);
        if (jwt is not null)
        {
            services.AddSingleton<IAuthenticationConfigurationProvider, NoConfiguration>();
            Jwt.Add(authentication, jwt);
        }

        services.AddAuthorization(Policies.Add);
        services.AddSingleton<AccessRules>();
        services.AddSingleton<IAuthorizationHandler, AccessHandler>();
    }

    /// <summary>Three parts with dots between them, and no key.</summary>
    private static bool IsToken(string secret) =>
        !secret.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) && secret.Count(c => c == '.') == 2;

    /// <summary>Schemes are set up by the settings, and by nothing else.</summary>
    private sealed class NoConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
