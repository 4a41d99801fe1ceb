using System.Security.Cryptography;
using System.Text;

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

    public bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>Whether it still opens anything.</summary>
    public bool IsActive(DateTimeOffset now) => RevokedAt is null && !HasExpired(now);
}
