using System.Net.Security;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Net.Http.Headers;

namespace Econet.Gateway.Hosting;

/// <summary>What stands between a request and the endpoints.</summary>
internal static class WebSecurity
{
    public static void Add(IServiceCollection services, GatewayOptions options, bool demo)
    {
        AccessControl.Add(services, options.StateDirectory, options.Access.Jwt, ClusterComposition.IsNode(options, demo));
        services.AddSingleton<Revocations>();
        services.AddHostedService(provider => provider.GetRequiredService<Revocations>());
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<AccessProblems>(provider, demo));
        if (options.Access.Tls is { } tls)
        {
            services.AddSingleton(new ServerCertificate(tls));
            services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(180));
            services.AddHttpsRedirection(https => https.RedirectStatusCode = StatusCodes.Status308PermanentRedirect);
        }

        services.AddSingleton(options.Limits);
        services.AddSingleton<RateLimits>();
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
            foreach (var network in new ProxyList(options.Access.TrustedProxies).Networks)
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        });
    }

    /// <summary>What the server takes of a connection and of a request.</summary>
    public static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = JsonBody.MaxBytes;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestLineSize = 8 * 1024;
        // A connection that says nothing, or next to nothing, is not kept.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
    }

    /// <summary>Where the API is served.</summary>
    public static void Listen(KestrelServerOptions kestrel, GatewayOptions options)
    {
        var services = kestrel.ApplicationServices;
        var places = new ConnectionPlaces(
            options.Limits, options.Access.TrustedProxies, Descriptors.Limit(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ConnectionPlaces>>());
        var certificate = services.GetService<ServerCertificate>();
        kestrel.Listen(options.ApiHost, options.ApiPort, listen =>
        {
            listen.Use(places.Admit);
            if (certificate is not null)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current() }),
                });
            }

            listen.Use(ServerErrors.Explain);
        });
        if (options.Access.Tls?.RedirectPort is { } plain)
        {
            kestrel.Listen(options.ApiHost, plain, listen =>
            {
                listen.Use(places.Admit);
                listen.Use(ServerErrors.Explain);
            });
        }
    }

    /// <summary>Before anything looks at where a request comes from.</summary>
    public static void UseProxies(WebApplication app)
    {
        app.UseMiddleware<Ingress>();
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
        if (app.Services.GetRequiredService<CurrentOptions>().Value.Access.Tls is not null)
        {
            app.UseHsts();
            app.UseHttpsRedirection();
        }

        app.UseMiddleware<SameOrigin>();
    }

    /// <summary>After routing, which tells what an endpoint takes.</summary>
    public static void UseAccess(WebApplication app)
    {
        app.UseCors();
        app.UseAuthentication();
        app.Use(app.Services.GetRequiredService<RateLimits>().LimitAsync);
        app.UseAuthorization();
    }
}
