using System.Net;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Net.Http.Headers;

namespace Econet.Gateway.Hosting;

/// <summary>What stands between a request and the endpoints.</summary>
internal static class WebSecurity
{
    public static void Add(IServiceCollection services, GatewayOptions options, bool demo)
    {
        AccessControl.Add(services, options.StateDirectory);
        services.AddSingleton<Revocations>();
        services.AddHostedService(provider => provider.GetRequiredService<Revocations>());
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<AccessProblems>(provider, demo));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. options.Access.CorsOrigins])
            .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
            .AllowAnyHeader()
            .WithExposedHeaders(HeaderNames.ETag, HeaderNames.Location, HeaderNames.RetryAfter, "Preference-Applied")));
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // Not even this machine's own addresses are believed unless they are listed.
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in options.Access.TrustedProxies)
            {
                if (IPAddress.TryParse(proxy, out var address))
                {
                    forwarded.KnownProxies.Add(address);
                }
                else
                {
                    forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
                }
            }
        });
    }

    /// <summary>Before anything looks at where a request comes from.</summary>
    public static void UseProxies(WebApplication app)
    {
        if (app.Services.GetRequiredService<CurrentOptions>().Value.Access.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }
    }

    /// <summary>Before routing.</summary>
    public static void UseGuards(WebApplication app)
    {
        app.UseMiddleware<SafeHeaders>();
        app.UseMiddleware<KnownHost>();
        app.UseMiddleware<SameOrigin>();
    }

    /// <summary>After routing, which tells what an endpoint takes.</summary>
    public static void UseAccess(WebApplication app)
    {
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
    }
}
