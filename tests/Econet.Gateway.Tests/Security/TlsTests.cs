using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Security;

/// <summary>The API over HTTPS.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Certificate_should_be_changed_without_a_failed_request()
    {
        var first = Write("first");
        await using var gateway = await StartAsync();
        using var done = new CancellationTokenSource();
        var requests = Task.Run(async () =>
        {
            var count = 0;
            for (; !done.IsCancellationRequested; count++)
            {
                Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway));
            }

            return count;
        });

        Assert.Equal(first, await SeenAsync(gateway));
        var second = Write("second");
        Assert.Equal(second, await SeenAsync(gateway));
        await done.CancelAsync();

        Assert.True(await requests > 0);
    }

    [Fact]
    public async Task Certificate_that_can_not_be_used_should_change_nothing_and_be_told()
    {
        var good = Write("good");
        await using var gateway = await StartAsync();

        _directory.Write("api.key", "nonsense");

        Assert.Equal(good, await SeenAsync(gateway));
        await Expect.EventuallyAsync(async () =>
        {
            using var client = Client();
            return (await client.GetStringAsync(new Uri(gateway.Client.BaseAddress!, "/health"))).Contains("certificate_unusable", StringComparison.Ordinal);
        });
        var mended = Write("mended");
        Assert.Equal(mended, await SeenAsync(gateway));
    }

    [Fact]
    public async Task Plain_request_should_be_sent_to_the_encrypted_address()
    {
        Write("good");
        await using var gateway = await StartAsync(redirectPort: 0);
        var (secure, plain) = (new Uri(gateway.App.Urls.Single(url => url.StartsWith("https:", StringComparison.Ordinal))),
            new Uri(gateway.App.Urls.Single(url => url.StartsWith("http:", StringComparison.Ordinal))));
        using var client = Client();

        using var redirected = await client.GetAsync(new Uri(plain, "/api/status?x=1"));
        using var answered = await client.GetAsync(new Uri(secure, "/health/live"));

        Assert.Equal(HttpStatusCode.PermanentRedirect, redirected.StatusCode);
        Assert.Equal(new Uri(secure, "/api/status?x=1"), redirected.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public async Task Browsers_should_be_told_to_come_back_encrypted_under_tls_alone()
    {
        Write("good");
        await using var encrypted = await StartAsync();
        await using var plain = await TestGateway.StartOnSocketAsync(new FakeDevice("heatpump"));

        // Not to localhost, which browsers would then reach encrypted for every program on it.
        Assert.Equal(["max-age=15552000"], await StrictAsync(encrypted, "econet.example.org"));
        Assert.Empty(await StrictAsync(plain, "econet.example.org"));

        static async Task<IEnumerable<string>> StrictAsync(TestGateway gateway, string host)
        {
            using var client = Client();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Client.BaseAddress!, "/health/live")) { Headers = { Host = host } };
            using var answer = await client.SendAsync(request);
            return answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values : [];
        }
    }

    [Fact]
    public async Task Start_should_end_with_the_name_of_a_file_that_can_not_be_used()
    {
        var wrong = await Assert.ThrowsAsync<ConfigurationException>(StartAsync);

        Assert.Contains("API_TLS_CERT_FILE", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("api.crt", wrong.Message, StringComparison.Ordinal);

        Task<TestGateway> StartAsync() => this.StartAsync();
    }

    private Task<TestGateway> StartAsync(int? redirectPort = null) => TestGateway.StartOnSocketAsync(
        TestGateway.Options with
        {
            Access = TestGateway.Options.Access with
            {
                AllowedHosts = ["econet.example.org"],
                Tls = new TlsOptions(Path.Combine(_directory.Path, "api.crt"), Path.Combine(_directory.Path, "api.key"), redirectPort),
            },
        },
        new FakeDevice("heatpump"));

    /// <returns>Its thumbprint.</returns>
    private string Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        _directory.Write("api.key", key.ExportPkcs8PrivateKeyPem());
        _directory.Write("api.crt", certificate.ExportCertificatePem());
        return certificate.Thumbprint;
    }

    private static async Task<HttpStatusCode> AskAsync(TestGateway gateway)
    {
        using var client = Client();
        using var answer = await client.GetAsync(new Uri(gateway.Client.BaseAddress!, "/health/live"));
        return answer.StatusCode;
    }

    /// <summary>The certificate that a new connection is shown.</summary>
    private static async Task<string> SeenAsync(TestGateway gateway)
    {
        var address = gateway.Client.BaseAddress!;
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);
        await using var stream = new SslStream(connection.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync("localhost");
        return Assert.IsAssignableFrom<X509Certificate2>(stream.RemoteCertificate).Thumbprint;
    }

    private static HttpClient Client() => new(new HttpClientHandler
    {
        AllowAutoRedirect = false, ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate is not null,
    });
}
