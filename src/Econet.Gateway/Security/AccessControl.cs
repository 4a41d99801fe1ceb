using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Econet.Gateway.Security;

/// <summary>Puts ASP.NET's authentication and authorization into the host.</summary>
internal static class AccessControl
{
    /// <param name="stateDirectory">Where the keys are kept.</param>
    public static void Add(IServiceCollection services, string stateDirectory)
    {
        services.AddSingleton(new KeyFile(stateDirectory));
        services.AddSingleton<KeyRing>();
        services.AddSingleton<Credentials>();
        // AddAuthentication would also make keys for cookies, in the user's home.
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = KeyAuthentication.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null);
        services.AddAuthorization(Policies.Add);
        services.AddSingleton<IAuthorizationHandler, AccessHandler>();
    }
}
