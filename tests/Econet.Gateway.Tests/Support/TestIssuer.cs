using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Econet.Gateway.Tests.Support;

/// <summary>Makes tokens, as an owner's own login server does.</summary>
internal sealed class TestIssuer : IDisposable
{
    public const string Name = "https://login.example.org";
    public const string Audience = "heating";

    private readonly TemporaryDirectory _directory = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A file with its public key.</summary>
    public string Pem() => _directory.Write("issuer.pem", _key.ExportSubjectPublicKeyInfoPem());

    /// <summary>A file with a set of keys, its public key among them.</summary>
    public string KeySet()
    {
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(_key.ExportParameters(includePrivateParameters: false))));
        return _directory.Write("jwks.json", JsonSerializer.Serialize(new { keys = new[] { new { kty = jwk.Kty, crv = jwk.Crv, x = jwk.X, y = jwk.Y, use = "sig" } } }));
    }

    public string Token(string scope, params (string Claim, object Value)[] claims) => Token(scope, Name, claims: claims);

    public string Token(
        string scope, string issuer = Name, string audience = Audience, TimeSpan? lifetime = null, params (string Claim, object Value)[] claims) =>
        Make(scope, issuer, audience, lifetime, claims, new SigningCredentials(new ECDsaSecurityKey(_key), SecurityAlgorithms.EcdsaSha256));

    public string TokenSignedWithItsPublicKey(string scope) => Make(
        scope, Name, Audience, null, [],
        new SigningCredentials(new SymmetricSecurityKey(Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem())), SecurityAlgorithms.HmacSha256));

    public void Dispose()
    {
        _directory.Dispose();
        _key.Dispose();
    }

    private static string Make(
        string scope, string issuer, string audience, TimeSpan? lifetime, (string Claim, object Value)[] claims, SigningCredentials credentials)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var end = now + (lifetime ?? TimeSpan.FromHours(1));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = end.AddHours(-2),
            IssuedAt = end.AddHours(-2),
            Expires = end,
            Claims = new Dictionary<string, object>(claims.Select(claim => KeyValuePair.Create(claim.Claim, claim.Value))) { ["sub"] = "ann", ["scope"] = scope },
            SigningCredentials = credentials,
        });
    }
}
