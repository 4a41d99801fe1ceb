using System.Globalization;
using System.Net;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Security;

/// <summary>How much of the API anybody may use.</summary>
public sealed class RateLimitTests : IDisposable
{
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.168.1.20");

    private readonly TestKeys _keys = new();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task Requests_should_be_refused_when_there_are_too_many_of_their_kind_in_a_minute()
    {
        await using var gateway = await StartAsync(new LimitOptions(100, 10, ReadsPerMinute: 3, WritesPerMinute: 2), ApiAuth.Off);
        gateway.RemoteAddress = Elsewhere;

        Assert.Equal((int[])[200, 200, 429], (int[])[await WriteAsync(), await WriteAsync(), await WriteAsync()]);
        Assert.Equal((int[])[200, 200, 200], (int[])[await ReadAsync(), await ReadAsync(), await ReadAsync()]);
        var (response, body) = await gateway.GetAsync("/api/status");

        var error = Expect.Problem((response, body), HttpStatusCode.TooManyRequests);
        Assert.Contains("API_READS_PER_MINUTE", error, StringComparison.Ordinal);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Equal(("3", "0"), (Header(response, "RateLimit-Limit"), Header(response, "RateLimit-Remaining")));
        Assert.InRange(int.Parse(Header(response, "RateLimit-Reset"), CultureInfo.InvariantCulture), 1, 60);

        async Task<int> ReadAsync() => (int)(await gateway.GetAsync("/api/status")).Response.StatusCode;
        async Task<int> WriteAsync() => (int)(await gateway.PostAsync("/api/thermostat/pair", content: null)).Response.StatusCode;
    }

    [Fact]
    public async Task Addresses_and_keys_should_be_counted_apart_and_this_machine_not_at_all()
    {
        var key = await _keys.AddAsync("grafana", AccessScope.Read);
        await using var gateway = await StartAsync(new LimitOptions(100, 10, ReadsPerMinute: 1, WritesPerMinute: 1));

        Assert.Equal((int[])[200, 200], (int[])[await ReadAsync(null), await ReadAsync(null)]);
        gateway.RemoteAddress = Elsewhere;
        Assert.Equal((int[])[200, 429], (int[])[await ReadAsync(null), await ReadAsync(null)]);
        Assert.Equal((int[])[200, 429], (int[])[await ReadAsync(key), await ReadAsync(key)]);
        gateway.RemoteAddress = IPAddress.Parse("fd00::1:2:3:4");
        Assert.Equal(200, await ReadAsync(null));
        gateway.RemoteAddress = IPAddress.Parse("fd00::5:6:7:8");
        Assert.Equal(429, await ReadAsync(null));
        gateway.RemoteAddress = IPAddress.Parse("fd00:0:0:1::1");
        Assert.Equal(200, await ReadAsync(null));

        async Task<int> ReadAsync(string? shown)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status");
            if (shown is not null)
            {
                request.Headers.Add("X-API-Key", shown);
            }

            using var answer = await gateway.Client.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task One_address_should_not_take_all_places_of_event_streams()
    {
        await using var gateway = await StartAsync(new LimitOptions(100, ConnectionsPerAddress: 2, 0, 0));
        gateway.RemoteAddress = Elsewhere;
        using var first = await StreamAsync();
        using var second = await StreamAsync();
        using var third = await StreamAsync();
        gateway.RemoteAddress = IPAddress.Parse("192.168.1.21");
        using var other = await StreamAsync();

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK],
            [first.StatusCode, second.StatusCode, third.StatusCode, other.StatusCode]);
        Assert.Contains("Too many event streams", await third.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Task<HttpResponseMessage> StreamAsync() =>
            gateway.Client.GetAsync(new Uri("/api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
    }

    private Task<TestGateway> StartAsync(LimitOptions limits, ApiAuth auth = ApiAuth.Writes) => TestGateway.StartAsync(
        TestGateway.Options with { StateDirectory = _keys.Directory, Limits = limits, Access = TestGateway.Options.Access with { Auth = auth } },
        TimeProvider.System,
        new FakeDevice("heatpump"));

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
