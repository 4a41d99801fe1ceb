using System.Net;
using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>The settings of who may use the API; a part of <see cref="Settings.All"/>.</summary>
internal static class AccessSettings
{
    public static readonly Setting<ApiAuth?> Auth = new(
        "API_AUTH", "api.auth", "writes", "writes, all or off",
        "What needs an API key. writes: everything that changes something; all: reading too; off: nothing. See docs/security.md.", Choice<ApiAuth>);

    public static readonly Setting<string[]> AllowedHosts = new(
        "API_ALLOWED_HOSTS", "api.allowed_hosts", "", "host names separated by commas; *.example.org for all below one",
        "Names that clients reach the gateway by, besides IP addresses, localhost and this machine's own names.", text => ListOf(text, HostName))
    {
        TakesList = true,
    };

    public static readonly Setting<string[]> CorsOrigins = new(
        "API_CORS_ORIGINS", "api.cors_origins", "", "origins separated by commas, such as https://dashboard.example.org",
        "Other sites whose pages may use the API in a browser.", text => ListOf(text, Origin))
    {
        TakesList = true,
    };

    public static readonly Setting<string[]> TrustedProxies = new(
        "API_TRUSTED_PROXIES", "api.trusted_proxies", "", "IP addresses or networks separated by commas, such as 192.168.1.2, 172.18.0.0/16",
        "Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto headers are believed.", text => ListOf(text, Network))
    {
        TakesList = true,
    };

    public static readonly Setting<IPAddress> Ingress = new(
        "API_INGRESS", "api.ingress", "", "an IP address, such as 172.30.32.2",
        "Where Home Assistant's ingress brings its users from, who may then read and write without a key. The add-on sets it.",
        text => IPAddress.TryParse(text, out var address) ? address : null);

    public static IReadOnlyList<Setting> All { get; } = [Auth, AllowedHosts, CorsOrigins, TrustedProxies, Ingress, .. JwtSettings.All, .. TlsSettings.All];

    /// <exception cref="ConfigurationException">Two settings contradict each other.</exception>
    public static AccessOptions From(SettingValues values)
    {
        var auth = values.Get(Auth);
        if (values.Get(NeaSmartSettings.EnableAuth))
        {
            auth = !values.IsGiven(Auth) || auth == ApiAuth.All ? ApiAuth.All : throw new ConfigurationException(
                $"{values.NameOf(NeaSmartSettings.EnableAuth)} ({values.SourceOf(NeaSmartSettings.EnableAuth)}): true means {Auth.Name}=all, "
                + $"but {Auth.Name} ({values.SourceOf(Auth)}) is {values.TextOf(Auth).Text}; remove one of them");
        }

        return new AccessOptions(
            auth,
            // The owner's own links lead there.
            [.. values.Find(AllowedHosts) ?? [], .. values.Find(HomeAssistantSettings.GatewayUrl) is { } url ? [url.Host] : Array.Empty<string>()],
            values.Find(CorsOrigins) ?? [],
            values.Find(TrustedProxies) ?? [],
            JwtSettings.From(values),
            TlsSettings.From(values),
            values.Find(Ingress));
    }

    private static string? HostName(string text) =>
        Uri.CheckHostName(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text) == UriHostNameType.Dns ? text.ToLowerInvariant() : null;

    /// <summary>As browsers write it: without a path, and without the port that its scheme implies.</summary>
    private static string? Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo.Length: 0, Fragment.Length: 0 }
            ? uri.GetLeftPart(UriPartial.Authority)
            : null;

    private static string? Network(string text) => IPNetwork.TryParse(text, out _) || IPAddress.TryParse(text, out _) ? text : null;

    private static string[]? ListOf(string text, Func<string, string?> read)
    {
        string?[] items = [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(read)];
        return items.Length > 0 && !items.Contains(null) ? [.. items.OfType<string>()] : null;
    }
}
