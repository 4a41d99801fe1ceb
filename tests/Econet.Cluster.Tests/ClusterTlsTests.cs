using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Econet.Cluster.Tests.Support;
using Econet.Gateway.Tests.Support;

namespace Econet.Cluster.Tests;

/// <summary>Nodes that prove to each other who they are.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A node that is let in is there by then.</summary>
    private static readonly TimeSpan LongEnoughToJoin = TimeSpan.FromSeconds(15);

    private readonly PostgresServer _database = new();
    private readonly TemporaryDirectory _directory = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [PostgresFact]
    public async Task Node_should_join_with_a_certificate_of_the_same_authority_and_not_without()
    {
        var (authority, other) = (Authority("ours"), Authority("another"));
        var ports = ClusterOfThree.FreePorts(8);
        await using var first = Node(ports[0], ports[4], Certificate(authority, "first"), "ours.pem");
        await using var second = Node(ports[1], ports[5], Certificate(authority, "second"), "ours.pem");
        await using var plain = Node(ports[2], ports[6], null, null);
        await using var stranger = Node(ports[3], ports[7], Certificate(other, "stranger"), "another.pem");
        first.Start();
        second.Start();
        var began = TimeProvider.System.GetTimestamp();
        while (await UpAsync(second) != 2)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"The two did not meet: {string.Join('\n', second.Log.TakeLast(20))}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        plain.Start();
        stranger.Start();
        // Akka ends a node that finds another one whose certificate it does not trust: it can't be half in a cluster.
        await stranger.EndAsync();
        await Task.Delay(LongEnoughToJoin, TimeProvider.System);

        Assert.Equal((2, 2), (await UpAsync(first), await UpAsync(second)));
        Assert.Equal(0, await UpAsync(plain));
        Assert.Equal((true, true, true), (first.IsRunning, second.IsRunning, plain.IsRunning));
        Assert.Contains(stranger.Log, line => line.Contains("TLS handshake failed", StringComparison.Ordinal));
    }

    private static async Task<int> UpAsync(GatewayNode node) => await node.GetAsync("/api/cluster") is { Status: HttpStatusCode.OK, Body: var body }
        ? body.GetProperty("members").EnumerateArray().Count(member => member.GetProperty("status").GetString() == "up")
        : 0;

    private GatewayNode Node(int cluster, int api, string? certificate, string? trusted)
    {
        var node = new GatewayNode(new NodePlace("127.0.0.1", cluster, api), _database.Connection, "tcp://127.0.0.1:1");
        if (certificate is not null)
        {
            node.Set("CLUSTER_TLS_CERT_FILE", certificate);
            node.Set("CLUSTER_TLS_CERT_PASSWORD", "secret");
            node.Set("SSL_CERT_FILE", Path.Combine(_directory.Path, trusted!));
        }

        return node;
    }

    private X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var authority = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
        _directory.Write($"{name}.pem", authority.ExportCertificatePem());
        return authority;
    }

    private string Certificate(X509Certificate2 authority, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var issuer = authority.GetECDsaPrivateKey()!;
        using var signed = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer), authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        var path = Path.Combine(_directory.Path, $"{name}.p12");
        File.WriteAllBytes(path, whole.Export(X509ContentType.Pkcs12, "secret"));
        return path;
    }
}
