using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>How the API is encrypted; see <see cref="TlsSettings"/>.</summary>
/// <param name="CertFile">A certificate in PEM, and those that lead to its authority.</param>
/// <param name="KeyFile">Its private key in PEM; the same file where that holds both.</param>
/// <param name="RedirectPort">Where plain HTTP is answered with the address of the API; null for nowhere.</param>
public sealed record TlsOptions(string CertFile, string KeyFile, int? RedirectPort);

/// <summary>The settings of encryption; a part of <see cref="Settings.All"/>.</summary>
internal static class TlsSettings
{
    public static readonly Setting<string> CertFile = new(
        "API_TLS_CERT_FILE", "api.tls_cert_file", "", "a PEM file",
        "The certificate of the API, with intermediate ones behind it. With it the API speaks HTTPS only. It is reloaded when the file changes.", Text);

    public static readonly Setting<string> KeyFile = new(
        "API_TLS_KEY_FILE", "api.tls_key_file", "", "a PEM file", "Its private key, if API_TLS_CERT_FILE does not contain it.", Text);

    public static readonly Setting<int?> RedirectPort = new(
        "API_HTTP_REDIRECT_PORT", "api.http_redirect_port", "", "a port, 0 to 65535 (0: any free one)",
        "A TCP port that answers plain HTTP with a redirect to HTTPS.", t => Whole(t, 0, 65535));

    public static IReadOnlyList<Setting> All { get; } = [CertFile, KeyFile, RedirectPort];

    /// <returns>Null without a certificate.</returns>
    /// <exception cref="ConfigurationException">There is nothing that a setting could be for.</exception>
    public static TlsOptions? From(SettingValues values)
    {
        if (values.Find(CertFile) is { } certificate)
        {
            return new TlsOptions(certificate, values.Find(KeyFile) ?? certificate, values.Find(RedirectPort));
        }

        return new Setting[] { KeyFile, RedirectPort }.FirstOrDefault(values.IsGiven) is { } idle
            ? throw new ConfigurationException($"{values.NameOf(idle)} ({values.SourceOf(idle)}): there is no {CertFile.Name} that it could be for")
            : null;
    }
}
