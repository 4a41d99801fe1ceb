using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>Tokens of somebody else that are accepted like keys; see <see cref="JwtSettings"/>.</summary>
/// <param name="Keys">Where the issuer's public keys are: a file in PEM, a file with a JWKS, or the URL of one.</param>
public sealed record JwtOptions(string Issuer, string Audience, string Keys);

/// <summary>The settings of JSON Web Tokens; a part of <see cref="Settings.All"/>.</summary>
internal static class JwtSettings
{
    public static readonly Setting<string> Issuer = new(
        "API_JWT_ISSUER", "api.jwt_issuer", "", "text", "The issuer (iss) of JSON Web Tokens that are accepted like API keys. Without it, none are.", Text);

    public static readonly Setting<string> Audience = new(
        "API_JWT_AUDIENCE", "api.jwt_audience", "", "text", "The audience (aud) that these tokens must be for.", Text);

    public static readonly Setting<string> Keys = new(
        "API_JWT_KEYS", "api.jwt_keys", "", "a PEM file, a JWKS file, or the https:// URL of a JWKS", "The public keys of the issuer.", Text)
    {
        Told = ToldAddress.Of,
    };

    public static IReadOnlyList<Setting> All { get; } = [Issuer, Audience, Keys];

    /// <returns>Null where no tokens are accepted.</returns>
    /// <exception cref="ConfigurationException">One of the settings is missing: tokens that are checked by half are not checked.</exception>
    public static JwtOptions? From(SettingValues values)
    {
        Setting[] given = [.. All.Where(values.IsGiven)];
        if (given.Length == 0)
        {
            return null;
        }

        if (All.FirstOrDefault(setting => !values.IsGiven(setting)) is { } missing)
        {
            throw new ConfigurationException(
                $"{values.NameOf(given[0])} ({values.SourceOf(given[0])}): {missing.Name} is missing; tokens need {string.Join(", ", All.Select(setting => setting.Name))}");
        }

        var keys = values.Find(Keys)!;
        return keys.Contains("://", StringComparison.Ordinal) && !keys.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? throw new ConfigurationException($"{values.NameOf(Keys)} ({values.SourceOf(Keys)}): keys that come over the network need https://")
            : new JwtOptions(values.Find(Issuer)!, values.Find(Audience)!, keys);
    }
}
