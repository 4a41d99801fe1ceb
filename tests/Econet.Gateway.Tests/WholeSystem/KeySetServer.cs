using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Econet.Gateway.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A login server that serves its keys, and changes them.</summary>
internal sealed class KeySetServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly WebApplication _app;
    private ECDsaSecurityKey _key = NewKey("first");
    private volatile bool _isAway;

    private KeySetServer(WebApplication app, string certificate)
    {
        _app = app;
        CertificateFile = _directory.Write("ca.pem", certificate);
        app.MapGet("/keys", () => _isAway ? Results.StatusCode(503) : Results.Text(JsonSerializer.Serialize(new { keys = new[] { Public(_key) } }), "application/json"));
    }

    public Uri Url => new(new Uri(_app.Urls.Single()), "/keys");

    /// <summary>What an owner's machine has to trust.</summary>
    public string CertificateFile { get; }

    public bool IsAway
    {
        set => _isAway = value;
    }

    public static async Task<KeySetServer> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var server = new KeySetServer(builder.Build(), certificate.ExportCertificatePem());
        await server._app.StartAsync();
        return server;
    }

    /// <summary>From now on another key is the only one.</summary>
    public void Rotate() => _key = NewKey("second");

    public string Token() => Signed(_key);

    /// <summary>One with a key that nobody serves.</summary>
    public static string ForeignToken() => Signed(NewKey("third"));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _directory.Dispose();
    }

    private static ECDsaSecurityKey NewKey(string id) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id };

    private static object Public(ECDsaSecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(key.ECDsa.ExportParameters(includePrivateParameters: false))));
        return new { kid = key.KeyId, kty = jwk.Kty, crv = jwk.Crv, x = jwk.X, y = jwk.Y, use = "sig" };
    }

    private static string Signed(ECDsaSecurityKey key)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TestIssuer.Name, Audience = TestIssuer.Audience, NotBefore = now.AddHours(-1), IssuedAt = now.AddHours(-1), Expires = now.AddHours(1),
            Claims = new Dictionary<string, object> { ["sub"] = "ann", ["scope"] = "read" },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
        });
    }
}
