using System.Net;

namespace Econet.Gateway.Configuration;

/// <summary>What of the API needs a key.</summary>
public enum ApiAuth
{
    /// <summary>Everything that changes something.</summary>
    Writes,

    /// <summary>Reading too.</summary>
    All,

    /// <summary>Nothing.</summary>
    Off,
}

/// <summary>Who may use the API; see <see cref="AccessSettings"/> for what each means.</summary>
/// <param name="AllowedHosts">Names that the gateway is also reached by.</param>
/// <param name="CorsOrigins">Other sites whose pages may use the API, in the form that browsers send: without a path.</param>
/// <param name="Jwt">Null where no tokens are accepted.</param>
/// <param name="Tls">Null for plain HTTP.</param>
/// <param name="Ingress">Where Home Assistant's ingress brings its users from; null where there is none.</param>
public sealed record AccessOptions(
    ApiAuth Auth, IReadOnlyList<string> AllowedHosts, IReadOnlyList<string> CorsOrigins, IReadOnlyList<string> TrustedProxies, JwtOptions? Jwt, TlsOptions? Tls,
    IPAddress? Ingress = null);
