using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>Paths of an authority's certificate, and of the certificates and keys that it made for a broker at 127.0.0.1 and a client.</summary>
internal sealed record Certificates(string Authority, string Server, string ServerKey, string Client, string ClientKey)
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);
    private static readonly DateTimeOffset To = From.AddDays(30);

    public static Certificates WriteTo(TemporaryDirectory directory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Authority {Guid.NewGuid()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(From, To);
        var (server, serverKey) = Issue(directory, authority, "server", "1.3.6.1.5.5.7.3.1");
        var (client, clientKey) = Issue(directory, authority, "client", "1.3.6.1.5.5.7.3.2");
        return new Certificates(directory.Write("ca.pem", authority.ExportCertificatePem()), server, serverKey, client, clientKey);
    }

    private static (string Certificate, string Key) Issue(
        TemporaryDirectory directory, X509Certificate2 authority, string name, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, From, To, RandomNumberGenerator.GetBytes(8));
        return (
            directory.Write($"{name}.pem", certificate.ExportCertificatePem()),
            directory.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }
}
