using System.Net;
using System.Net.Http.Headers;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Tokens whose issuer serves its keys, at a gateway that trusts its certificate as an owner's machine does.</summary>
public sealed class KeySetTests : IDisposable
{
    private const int MaxTries = 300;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Keys_should_be_fetched_and_fetched_again_when_they_have_changed()
    {
        await using var issuer = await KeySetServer.StartAsync();
        await using var gateway = Start(issuer);
        using var client = await gateway.ClientAsync();

        Assert.Equal((HttpStatusCode.OK, ""), await AskAsync(client, issuer.Token()));
        var (refused, reason) = await AskAsync(client, KeySetServer.ForeignToken());
        Assert.Equal(HttpStatusCode.Unauthorized, refused);
        Assert.Contains("not accepted", reason, StringComparison.Ordinal);

        issuer.Rotate();
        await UntilAsync(client, issuer.Token, HttpStatusCode.OK);
    }

    [FactOnLinux]
    public async Task Token_should_be_refused_with_the_reason_while_the_issuer_is_away_and_what_was_fetched_be_good_on()
    {
        await using var issuer = await KeySetServer.StartAsync();
        issuer.IsAway = true;
        await using var gateway = Start(issuer);
        using var client = await gateway.ClientAsync();

        var (refused, reason) = await AskAsync(client, issuer.Token());
        Assert.Equal(HttpStatusCode.Unauthorized, refused);
        Assert.Contains("The keys of the token's issuer can't be read", reason, StringComparison.Ordinal);

        issuer.IsAway = false;
        await UntilAsync(client, issuer.Token, HttpStatusCode.OK);
        issuer.IsAway = true;
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, issuer.Token())).Status);
        Assert.DoesNotContain("planted", gateway.Output, StringComparison.Ordinal);
    }

    private GatewayProcess Start(KeySetServer issuer) => GatewayProcess.Start(
        _directory.Path,
        new Dictionary<string, string>
        {
            ["API_AUTH"] = "all", ["API_JWT_ISSUER"] = TestIssuer.Name, ["API_JWT_AUDIENCE"] = TestIssuer.Audience,
            ["API_JWT_KEYS"] = $"{issuer.Url}?token=planted", ["SSL_CERT_FILE"] = issuer.CertificateFile,
        },
        "demo");

    private static async Task UntilAsync(HttpClient client, Func<string> token, HttpStatusCode status)
    {
        var last = await AskAsync(client, token());
        for (var tries = 0; last.Status != status; tries++)
        {
            Assert.True(tries < MaxTries, $"Still {last}");
            await Task.Delay(Pause, TimeProvider.System);
            last = await AskAsync(client, token());
        }
    }

    private static async Task<(HttpStatusCode Status, string Reason)> AskAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/devices") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync());
    }
}
