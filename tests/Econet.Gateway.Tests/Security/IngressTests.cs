using System.Net;
using System.Text;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Security;

/// <summary>Users of Home Assistant, whom its ingress brings.</summary>
public sealed class IngressTests : IDisposable
{
    private static readonly IPAddress Supervisor = IPAddress.Parse("172.30.32.2");

    private readonly TestKeys _keys = new();
    private readonly FakeDevice _device = new("heatpump", FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true));

    public void Dispose() => _keys.Dispose();

    [Theory]
    [InlineData(ApiAuth.Writes)]
    [InlineData(ApiAuth.All)]
    public async Task User_of_home_assistant_should_read_and_write_whatever_the_host_is_called(ApiAuth auth)
    {
        await using var gateway = await StartAsync(auth);

        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, HttpMethod.Get, "/api/parameters", "ann"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, HttpMethod.Post, "/api/parameters/HDWTSetPoint", "ann"));

        Assert.EndsWith("(ann)", Assert.Single(_device.Asks).Origin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_of_home_assistant_should_not_change_what_the_gateway_is_set_up_with()
    {
        await using var gateway = await StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(gateway, HttpMethod.Get, "/api/keys", "ann"));
    }

    [Fact]
    public async Task Cookie_that_opens_nothing_any_more_should_not_be_in_the_way()
    {
        await using var gateway = await StartAsync(ApiAuth.All);
        gateway.Client.DefaultRequestHeaders.Add("Cookie", $"{BrowserSession.CookieName}=nonsense");

        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, HttpMethod.Get, "/api/parameters", "ann"));
    }

    [Theory]
    [InlineData("172.30.32.3", true)]
    [InlineData("172.30.32.2", false)]
    public async Task Others_should_not_pass_as_users_of_home_assistant(string remote, bool path)
    {
        await using var gateway = await StartAsync();
        gateway.RemoteAddress = IPAddress.Parse(remote);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, await AskAsync(gateway, HttpMethod.Post, "/api/parameters/HDWTSetPoint", "ann", path));
        Assert.Empty(_device.Asks);
    }

    [Fact]
    public async Task Nobody_should_pass_as_a_user_of_home_assistant_where_ingress_is_not_set_up()
    {
        await using var gateway = await StartAsync(ingress: false);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, await AskAsync(gateway, HttpMethod.Post, "/api/parameters/HDWTSetPoint", "ann"));
    }

    [Fact]
    public async Task Name_that_is_none_should_not_reach_the_log()
    {
        await using var gateway = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, HttpMethod.Post, "/api/parameters/HDWTSetPoint", "ann) forged ("));

        Assert.EndsWith("(home-assistant)", Assert.Single(_device.Asks).Origin, StringComparison.Ordinal);
    }

    /// <summary>As the supervisor passes it on.</summary>
    private static async Task<HttpStatusCode> AskAsync(TestGateway gateway, HttpMethod method, string path, string user, bool withPath = true)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Host = "ha.example.org";
        request.Headers.Add("Origin", "https://other-name.example.org");
        request.Headers.Add("X-Forwarded-For", "192.168.1.20");
        request.Headers.Add("X-Remote-User-Name", user);
        if (withPath)
        {
            request.Headers.Add("X-Ingress-Path", "/api/hassio_ingress/token");
        }

        request.Content = method == HttpMethod.Post ? new StringContent("""{"value":47}""", Encoding.UTF8, "application/json") : null;
        return (await gateway.Client.SendAsync(request)).StatusCode;
    }

    private async Task<TestGateway> StartAsync(ApiAuth auth = ApiAuth.Writes, bool ingress = true)
    {
        await _keys.AddAsync("kitchen", AccessScope.Write);
        _device.OnKey("103", "HDWTSetPoint");
        var access = TestGateway.Options.Access with { Auth = auth, Ingress = ingress ? Supervisor : null, TrustedProxies = [Supervisor.ToString()] };
        var gateway = await TestGateway.StartAsync(TestGateway.Options with { StateDirectory = _keys.Directory, Access = access }, TimeProvider.System, _device);
        gateway.RemoteAddress = Supervisor;
        return gateway;
    }
}
