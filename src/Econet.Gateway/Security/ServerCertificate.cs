using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Econet.Actors;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Security;

/// <summary>
/// The certificate of the API. It is looked at with each connection, and a changed one serves those that follow; connections there are go on. One that
/// can't be used changes nothing.
/// </summary>
internal sealed class ServerCertificate
{
    private readonly TlsOptions _options;
    private readonly Lock _gate = new();
    private SslStreamCertificateContext _current;
    private string _stamp;
    private string? _trouble;

    /// <exception cref="ConfigurationException">It can't be used.</exception>
    public ServerCertificate(TlsOptions options)
    {
        _options = options;
        _stamp = Stamp();
        try
        {
            _current = Load();
        }
        catch (Exception unusable) when (IsUnusable(unusable))
        {
            throw new ConfigurationException($"{TlsSettings.CertFile.Name}: {Reason(unusable)}", unusable);
        }
    }

    /// <summary>Why a changed certificate can't be used; null when it can.</summary>
    public string? Trouble
    {
        get
        {
            _ = Current();
            return _trouble;
        }
    }

    public SslStreamCertificateContext Current()
    {
        lock (_gate)
        {
            if (Stamp() is var stamp && stamp != _stamp)
            {
                try
                {
                    _current = Load();
                    _trouble = null;
                    _stamp = stamp;
                }
                catch (Exception unusable) when (IsUnusable(unusable))
                {
                    // Certificate and key are two files, and one changes before the other: the next connection tries again.
                    _trouble = Reason(unusable);
                }
            }

            return _current;
        }
    }

    private SslStreamCertificateContext Load()
    {
        using var pem = X509Certificate2.CreateFromPemFile(_options.CertFile, _options.KeyFile);
        // Windows can't use a key that is only in memory.
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(_options.CertFile);
        return SslStreamCertificateContext.Create(certificate, [.. all.Where(other => other.Thumbprint != certificate.Thumbprint)], offline: true);
    }

    private string Stamp() => $"{FileStamp.Of(_options.CertFile)} {FileStamp.Of(_options.KeyFile)}";

    private string Reason(Exception unusable) =>
        $"the certificate {_options.CertFile} with the key {_options.KeyFile} can't be used: {FailureReason.Of(unusable)}";

    private static bool IsUnusable(Exception failed) => failed is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
