using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Econet.Actors;
using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Econet.Gateway.Security;

/// <summary>Accepts tokens of the owner's own issuer, with the scopes that keys have.</summary>
internal static class Jwt
{
    /// <summary>Who signs with a secret that the gateway knows could let anybody sign who reads its configuration.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>How soon a set of keys is fetched again that was not there, or did not have a token's key: who sends tokens decides how often that is.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    public static void Add(AuthenticationBuilder authentication, JwtOptions options) => authentication.AddJwtBearer(bearer =>
    {
        bearer.MapInboundClaims = false;
        bearer.IncludeErrorDetails = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = true,
            NameClaimType = "sub",
            ClockSkew = TimeSpan.FromSeconds(30),
        };
        KeySet? keySet = null;
        if (options.Keys.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            keySet = new KeySet(options.Keys);
            // It names its address in the log, which may hold what shows the issuer who asks.
            bearer.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(ToldAddress.Of(options.Keys), keySet, new HttpDocumentRetriever())
            {
                RefreshInterval = Again,
            };
        }
        else
        {
            var file = new JwtKeyFile(options.Keys);
            bearer.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, _, _) => file.Keys();
        }

        bearer.Events = new JwtBearerEvents
        {
            OnAuthenticationFailed = failed =>
            {
                failed.Fail(failed.Exception is SecurityTokenExpiredException ? "The token has expired"
                    : keySet?.Trouble is { } trouble ? $"The keys of the token's issuer can't be read: {trouble}"
                    : "The token is not accepted: its issuer, audience, time or signature is not as configured");
                return Task.CompletedTask;
            },
        };
    });

    /// <summary>A set of keys, where ASP.NET looks for a description of the issuer.</summary>
    private sealed class KeySet(string url) : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        private volatile string? _trouble;

        /// <summary>Why there are no keys; null where there are.</summary>
        public string? Trouble => _trouble;

        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            try
            {
                var configuration = new OpenIdConnectConfiguration();
                foreach (var key in JwtKeyFile.Read(await retriever.GetDocumentAsync(url, cancel)))
                {
                    configuration.SigningKeys.Add(key);
                }

                _trouble = null;
                return configuration;
            }
            catch (Exception away) when (away is IOException or HttpRequestException or ArgumentException or CryptographicException)
            {
                _trouble = away.GetBaseException() is (SocketException or HttpRequestException or AuthenticationException) and var known
                    ? FailureReason.Of(known)
                    : "its server does not answer with a set of keys";
                // Without what went wrong below, whose words name the whole address.
                throw new HttpRequestException($"The keys can't be read: {_trouble}");
            }
        }
    }
}

/// <summary>The issuer's public keys in a file, which is read again when it changes.</summary>
internal sealed class JwtKeyFile(string path)
{
    private readonly Lock _gate = new();
    private IReadOnlyList<SecurityKey> _keys = [];
    private string? _stamp;

    /// <summary>Those that were last read; none where there never were any.</summary>
    public IReadOnlyList<SecurityKey> Keys()
    {
        lock (_gate)
        {
            if (FileStamp.Of(path) is var stamp && stamp != _stamp)
            {
                try
                {
                    _keys = Read(File.ReadAllText(path));
                    _stamp = stamp;
                }
                catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
                {
                    // It may be half written: the next token tries again.
                }
            }

            return _keys;
        }
    }

    /// <param name="text">A JWKS, or a public key in PEM.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    /// <exception cref="CryptographicException">It is neither.</exception>
    public static IReadOnlyList<SecurityKey> Read(string text)
    {
        if (text.TrimStart().StartsWith('{'))
        {
            return [.. new JsonWebKeySet(text).GetSigningKeys()];
        }

        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(text);
            return [new RsaSecurityKey(rsa)];
        }
        catch (Exception other) when (other is CryptographicException or ArgumentException)
        {
            var elliptic = ECDsa.Create();
            elliptic.ImportFromPem(text);
            return [new ECDsaSecurityKey(elliptic)];
        }
    }
}
