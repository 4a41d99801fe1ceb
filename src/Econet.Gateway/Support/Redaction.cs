using System.Text.RegularExpressions;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Support;

/// <summary>Takes secrets out of texts: those that are known, and what looks like one.</summary>
internal sealed partial class Redaction
{
    private const string Mask = "***";

    /// <summary>Shorter ones would be found in words that are none.</summary>
    private const int Shortest = 4;

    private const int LargestFile = 16_384;
    private readonly string[] _secrets;

    public Redaction(IEnumerable<string?> secrets) => _secrets =
    [
        .. secrets.OfType<string>().Select(secret => secret.Trim()).Where(secret => secret.Length >= Shortest)
            .SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret), Uri.UnescapeDataString(secret) })
            .Distinct().OrderByDescending(secret => secret.Length),
    ];

    /// <summary>What is secret among the settings, also where they name a file that holds it.</summary>
    public static IEnumerable<string> SecretsOf(SettingValues values)
    {
        foreach (var setting in Settings.All)
        {
            var (text, _) = values.TextOf(setting);
            if (setting.Told(text) != text)
            {
                yield return text;
                foreach (var secret in SecretsIn(text))
                {
                    yield return secret;
                }
            }

            if (text.Length > 0 && SecretFile().IsMatch(setting.Name) && ReadOrNull(text) is { } content)
            {
                yield return content;
                foreach (var line in content.Split('\n'))
                {
                    yield return line;
                }
            }
        }
    }

    /// <summary>What looks like a secret in a text, such as a configuration file that can't be read as one.</summary>
    public static IEnumerable<string> SecretsIn(string text) =>
        UrlPassword().Matches(text).Concat(NamedSecret().Matches(text)).Select(match => match.Groups["secret"].Value).Concat(ToldAddress.SecretsIn(text));

    /// <summary>The same for variables: settings that are secret, whatever else is wrong with the settings.</summary>
    public static IEnumerable<string> SecretsIn(IReadOnlyDictionary<string, string> environment) => Settings.All
        .Select(setting => (setting, Text: environment.GetValueOrDefault(setting.Name)?.Trim()))
        .Where(given => given.Text is { Length: > 0 } text && given.setting.Told(text) != text)
        .Select(given => given.Text!)
        .Concat(SecretsIn(string.Join('\n', environment.Select(variable => $"{variable.Key}={variable.Value}"))));

    public string Of(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        text = UrlPassword().Replace(text, $"$1{Mask}@");
        text = AddressInText().Replace(text, address => ToldAddress.Of(address.Value));
        return NamedSecret().Replace(text, $"$1{Mask}");
    }

    private static string? ReadOrNull(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: < LargestFile } ? File.ReadAllText(path) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex("(PASSWORD|SECRET|KEY|TOKEN).*FILE$")]
    private static partial Regex SecretFile();

    // user:password@ in any address.
    [GeneratedRegex(@"(://[^/\s:@'""]*:)(?<secret>[^@\s'""]+)@")]
    private static partial Regex UrlPassword();

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex AddressInText();

    // password: x, API_KEY=x, "secret": "x", Authorization: Bearer x.
    [GeneratedRegex(@"((?:password|passwd|secret|api[_-]?key|authorization)[""']?\s*[:=]\s*[""']?(?:Bearer\s+)?)(?<secret>(?!\*\*\*)[^\s""',;}]+)", RegexOptions.IgnoreCase)]
    private static partial Regex NamedSecret();
}
