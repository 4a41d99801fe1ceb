using System.Security.Cryptography;
using System.Text;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Security;

/// <summary>A key of the API as it is kept: what it opens, and what its secret hashes to.</summary>
/// <param name="Hash">SHA-256 of the secret. The secret is random, so that no slower hash is needed: nobody can try them all.</param>
/// <param name="ExpiresAt">Null for never.</param>
/// <param name="RevokedAt">Null while it was not revoked.</param>
internal sealed record ApiKey(
    string Name, Grant Grant, byte[] Hash, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt = null)
{
    /// <summary>What all secrets begin with, so that people and scanners know one when they see it.</summary>
    public const string Prefix = "econet_";

    public const string AllowedLifetime = "hours, days or weeks such as 12h, 90d or 52w, up to 100 years";

    private const int LongestYears = 100;

    /// <summary>256 bits.</summary>
    private const int RandomBytes = 32;

    public const string AllowedName = "1 to 40 letters, digits, dots, - and _, beginning with a letter or a digit";

    /// <summary>A key with a new secret, which is not kept anywhere.</summary>
    public static (ApiKey Key, string Secret) Make(string name, Grant grant, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        var secret = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return (new ApiKey(name, grant, HashOf(secret), now, expiresAt), secret);
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>A name of a key: it appears in logs and in the history of writes.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 40 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    /// <summary>How long a key is valid: <c>90d</c>; null for other texts.</summary>
    public static TimeSpan? LifetimeOf(string text)
    {
        var hours = text is [.., var unit] ? unit switch { 'h' => 1, 'd' => 24, 'w' => 7 * 24, _ => 0 } : 0;
        return hours > 0 && SettingParsers.Whole(text[..^1], 1, LongestYears * 365 * 24 / hours) is { } number ? TimeSpan.FromHours((double)number * hours) : null;
    }

    public bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>In a word: active, expired or revoked.</summary>
    public string StateAt(DateTimeOffset now) => RevokedAt is not null ? "revoked" : HasExpired(now) ? "expired" : "active";

    /// <summary>Whether it still opens anything.</summary>
    public bool IsActive(DateTimeOffset now) => RevokedAt is null && !HasExpired(now);
}
