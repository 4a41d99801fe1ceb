using System.Net;
using System.Text;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Gateway.Tests.Endpoints;

/// <summary>Devices that come and go over the API.</summary>
public sealed class AddedDevicesTests : IDisposable
{
    private const string Cottage = """{"id":"cottage","kind":"gm3","port":"tcp://192.168.1.50:4001","name":"Cottage","protocol":{"retry_attempts":5}}""";
    private const string Floor = """{"id":"floor","kind":"neasmart","server":{"type":"tcp","port":1502},"labels":{"base1_zone1":"Living room"}}""";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Device_should_be_added_and_listed_with_its_name_and_where_it_is_from()
    {
        await using var gateway = await StartAsync();

        var (response, body) = await gateway.PostAsync("/api/devices", Cottage);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/api/devices/cottage", response.Headers.Location?.ToString());
        Assert.Equal(("cottage", "Cottage", "api"), Listed(body));
        var all = (await gateway.GetAsync("/api/devices")).Body.GetProperty("devices").EnumerateArray().Select(Listed);
        Assert.Equal([("heatpump", null, "configuration"), ("cottage", "Cottage", "api")], all);
        Assert.Equal(("cottage", "Cottage", "api"), Listed((await gateway.GetAsync("/api/devices/cottage")).Body));
        var spec = Assert.Single(gateway.Econet.Added);
        Assert.Equal(("cottage", "gm3", "tcp://192.168.1.50:4001"), (spec.Id, spec.Kind, spec.Address));
        Assert.Equal(
            (5, _directory.Path), (spec.Options!.Value.GetProperty("attempts").GetInt32(), spec.Options!.Value.GetProperty("state_directory").GetString()));
    }

    [Fact]
    public async Task Device_of_the_other_kind_should_be_added_with_its_labels()
    {
        await using var gateway = await StartAsync();

        Assert.Equal(HttpStatusCode.Created, (await gateway.PostAsync("/api/devices", Floor)).Response.StatusCode);

        Assert.Equal(("neasmart", "listen://0.0.0.0:1502"), (gateway.Econet.Added[0].Kind, gateway.Econet.Added[0].Address));
        Assert.Equal("Living room", gateway.App.Services.GetRequiredService<DeviceList>().LabelsOf("floor").Of("base1_zone1"));
    }

    [Theory]
    [InlineData("", "The request has no body; it takes a device such as {")]
    [InlineData("[]", "request: a device is a JSON object such as {")]
    [InlineData("{", "request line 1: invalid JSON: ")]
    [InlineData("{}", "request: a device needs an id, 1 to 40 lower-case letters")]
    [InlineData("""{"id":"Cottage!"}""", "request: id: 'Cottage!' is not allowed; it takes 1 to 40 lower-case letters")]
    [InlineData("""{"id":"a"}""", "request: a device needs a kind: gm3 or neasmart")]
    [InlineData("""{"id":"a","kind":"oil"}""", "request: kind: 'oil' is not allowed; it takes gm3 or neasmart")]
    [InlineData("""{"id":"a","kind":"gm3"}""", "port (request) is not set; it takes a device such as")]
    [InlineData("""{"id":"a","kind":"neasmart"}""", "server.type is not set; it takes tcp or serial")]
    [InlineData("""{"id":"a","kind":"gm3","prot":"x"}""", "request: unknown key 'prot'; there are kind, name, port, baud,")]
    [InlineData("""{"id":"a","kind":"gm3","port":["x"]}""", "request: port is a list or a section; it takes a device such as")]
    [InlineData("""{"id":"a","kind":"gm3","id":"b"}""", "request line 1: the key 'id' is there twice")]
    [InlineData("""{"id":"a","kind":"gm3","name":{"a":1},"port":"COM3"}""", "request: name takes a text of one line")]
    [InlineData("""{"id":"a","kind":"gm3","port":"ttyUSB0"}""", "port (request): 'ttyUSB0' is not allowed; it takes a device such as /dev/ttyUSB0 or COM3, or tcp://host:port")]
    [InlineData("""{"id":"a","kind":"gm3","port":"COM3","protocol":{"retry_attempts":99}}""", "protocol.retry_attempts (request): '99' is not allowed; it takes a whole number, 1 to 10")]
    [InlineData("""{"id":"a","kind":"gm3","port":"COM3","protocol":{"source_address":131}}""", "protocol.source_address (request): 131 is the address of a factory module")]
    [InlineData("{\"id\":\"a\",\"kind\":\"gm3\",\"name\":\"\\ud800\"}", "request: it holds text that is not valid Unicode")]
    public async Task Device_should_be_refused_with_what_it_takes_and_change_nothing(string json, string error)
    {
        await using var gateway = await StartAsync();

        Assert.StartsWith(error, Expect.Problem(await gateway.PostAsync("/api/devices", json), HttpStatusCode.BadRequest), StringComparison.Ordinal);

        Assert.Empty(gateway.Econet.Added);
        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public async Task Body_should_be_refused_when_it_is_large_or_no_json()
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(Options, new FakeDevice("heatpump"));
        var large = Encoding.UTF8.GetBytes($$"""{"id":"a","name":"{{new string('x', 10_000_000)}}"}""");
        // Else the client is cut off while it still sends.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/devices")
        {
            Content = new ByteArrayContent(large) { Headers = { ContentType = new("application/json") } }, Headers = { ExpectContinue = true },
        };

        // On a busy machine the answer takes longer than the second for which a client waits before it sends the body anyway.
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) };
        using var client = new HttpClient(handler) { BaseAddress = gateway.Client.BaseAddress };
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        using var text = new StringContent(Cottage, Encoding.UTF8, "text/plain");
        Expect.Problem(await gateway.PostAsync("/api/devices", text), HttpStatusCode.UnsupportedMediaType);
        using var deep = new StringContent(new string('[', 60_000), Encoding.UTF8, "application/json");
        Expect.Problem(await gateway.PostAsync("/api/devices", deep), HttpStatusCode.BadRequest);
        Assert.Empty(gateway.Econet.Added);
    }

    [Theory]
    [InlineData("""{"id":"heatpump","kind":"gm3","port":"COM9"}""", "There is a device heatpump already (test)")]
    [InlineData("""{"id":"b","kind":"gm3","port":"tcp://localhost:1"}""", "The devices heatpump (test) and b (request) have the same port, tcp://localhost:1; each needs its own")]
    [InlineData("""{"id":"b","kind":"gm3","port":"tcp://192.168.1.50:4001"}""", "The devices cottage (devices.json) and b (request) have the same port, tcp://192.168.1.50:4001; each needs its own")]
    [InlineData("""{"id":"b","kind":"neasmart","server":{"type":"tcp","port":1502}}""", "The devices floor (devices.json) and b (request) have the same Modbus port, 1502; each needs its own")]
    [InlineData("""{"id":"cottage","kind":"gm3","port":"COM9"}""", "There is a device cottage already (devices.json)")]
    public async Task Device_should_conflict_when_another_one_has_its_id_or_port(string json, string error)
    {
        await using var gateway = await StartAsync();
        await gateway.PostAsync("/api/devices", Cottage);
        await gateway.PostAsync("/api/devices", Floor);
        var kept = await File.ReadAllTextAsync(Kept);

        Assert.Equal(error, Expect.Problem(await gateway.PostAsync("/api/devices", json), HttpStatusCode.Conflict));

        Assert.Equal(2, gateway.Econet.Added.Count);
        Assert.Equal(kept, await File.ReadAllTextAsync(Kept));
    }

    [Fact]
    public async Task One_of_two_devices_should_be_added_when_both_want_one_port_at_once()
    {
        await using var gateway = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            gateway.PostAsync("/api/devices", $$"""{"id":"d{{i}}","kind":"gm3","port":"/dev/ttyUSB7"}""")));

        Assert.Equal(1, answers.Count(a => a.Response.StatusCode == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(a => a.Response.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(gateway.Econet.Added);
    }

    [Theory]
    [InlineData("", false, "kept")]
    [InlineData("?state=keep", false, "kept")]
    [InlineData("?state=delete", true, "deleted")]
    public async Task Device_should_be_removed_with_its_state_or_without(string query, bool deletes, string state)
    {
        await using var gateway = await StartAsync();
        await gateway.PostAsync("/api/devices", Cottage);

        var (response, body) = await DeleteAsync(gateway, "cottage" + query);

        Assert.Equal((HttpStatusCode.OK, $$"""{"device":"cottage","state":"{{state}}"}"""), (response.StatusCode, body.GetRawText()));
        Assert.Equal([("cottage", deletes)], gateway.Econet.Removed);
        Expect.Problem(await gateway.GetAsync("/api/devices/cottage"), HttpStatusCode.NotFound);
        await using var again = await StartAsync();
        Assert.Null(again.App.Services.GetRequiredService<DeviceList>().Find("cottage"));
    }

    [Fact]
    public async Task Removal_should_be_refused_when_the_device_is_of_the_configuration_or_unknown_or_the_query_is()
    {
        await using var gateway = await StartAsync();
        await gateway.PostAsync("/api/devices", Cottage);

        Assert.Equal(
            "The device heatpump is in the configuration (test) and can't be removed over the API; remove it there",
            Expect.Problem(await DeleteAsync(gateway, "heatpump"), HttpStatusCode.Conflict));
        Assert.Equal("Device 'attic' not found", Expect.Problem(await DeleteAsync(gateway, "attic"), HttpStatusCode.NotFound));
        Assert.Equal(
            "'drop' is not allowed for 'state'; it takes keep or delete",
            Expect.Problem(await DeleteAsync(gateway, "cottage?state=drop"), HttpStatusCode.BadRequest));
        Expect.Problem(await DeleteAsync(gateway, "cottage?keep=state"), HttpStatusCode.BadRequest);
        Assert.Empty(gateway.Econet.Removed);
    }

    [Fact]
    public async Task Device_should_be_back_after_a_restart()
    {
        await using (var gateway = await StartAsync())
        {
            await gateway.PostAsync("/api/devices", Cottage);
            await gateway.PostAsync("/api/devices", Floor);
        }

        await using var again = await StartAsync();

        var devices = again.App.Services.GetRequiredService<DeviceList>();
        Assert.Equal(["heatpump", "cottage", "floor"], devices.Devices.Select(d => d.Id));
        var cottage = Assert.IsType<Gm3Device>(devices.Find("cottage"));
        Assert.Equal(("Cottage", "tcp://192.168.1.50:4001", 5, DeviceOrigin.Api), (cottage.Name, cottage.Port, cottage.Options.Attempts, cottage.Origin));
        again.Econet.Add(new FakeDevice("cottage"));
        Assert.Empty((await again.GetAsync("/health")).Body.GetProperty("problem").EnumerateArray());
        Assert.Contains("cottage", Expect.Problem(await again.PostAsync("/api/devices", Cottage), HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"devices\":[{\"id\":\"cottage\",\"ki")]
    [InlineData("\0\0\0\0\0\0")]
    [InlineData("[]")]
    [InlineData("""{"devices":{}}""")]
    [InlineData("")]
    public async Task File_should_be_put_aside_and_told_when_it_is_damaged(string text)
    {
        _directory.Write("devices.json", text);
        await using var gateway = await StartAsync();

        var problem = Assert.Single((await gateway.GetAsync("/health")).Body.GetProperty("problem").EnumerateArray());
        Assert.Equal("devices_not_restored", problem.GetProperty("code").GetString());
        Assert.EndsWith("it is damaged; it is kept as devices.json.damaged", problem.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(Kept + ".damaged"));
        Assert.Equal(HttpStatusCode.Created, (await gateway.PostAsync("/api/devices", Cottage)).Response.StatusCode);
        Assert.Empty((await gateway.GetAsync("/health")).Body.GetProperty("problem").EnumerateArray());
    }

    [Fact]
    public async Task Devices_that_cannot_be_served_should_be_told_and_cost_no_others()
    {
        _directory.Write("devices.json", $$"""
            {"devices":[7,{"id":"old","kind":"gas"},{"id":"twin","kind":"gm3","port":"tcp://LOCALHOST:1"},{{Cottage}},{"id":"same","kind":"gm3","port":"tcp://192.168.1.50:4001"}]}
            """);
        await using var gateway = await StartAsync();

        Assert.Equal(["heatpump", "cottage"], gateway.App.Services.GetRequiredService<DeviceList>().Devices.Select(d => d.Id));
        var problem = Assert.Single((await gateway.GetAsync("/health")).Body.GetProperty("problem").EnumerateArray()).GetProperty("message").GetString();
        Assert.Equal(
            "Devices that were added over the API could not be restored: devices.json: a device is a JSON object such as "
            + DeviceLayer.Example + "; devices.json: kind: 'gas' is not allowed; it takes gm3 or neasmart; "
            + "twin: The devices heatpump (test) and twin (devices.json) have the same port, tcp://localhost:1; each needs its own; "
            + "same: The devices cottage (devices.json) and same (devices.json) have the same port, tcp://192.168.1.50:4001; each needs its own",
            problem);
        await gateway.PostAsync("/api/devices", Floor);
        Assert.Contains("\"gas\"", await File.ReadAllTextAsync(Kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_should_be_kept_when_the_device_cannot_be_added()
    {
        await using var gateway = await StartAsync();
        gateway.Econet.AddFault = new EconetException(EconetError.BadRequest, "The port is not to be had");

        Assert.Equal("The port is not to be had", Expect.Problem(await gateway.PostAsync("/api/devices", Cottage), HttpStatusCode.BadRequest));

        gateway.Econet.AddFault = null;
        Assert.Equal(HttpStatusCode.Created, (await gateway.PostAsync("/api/devices", Cottage)).Response.StatusCode);
    }

    [Fact]
    public async Task Device_should_not_be_added_when_it_cannot_be_kept()
    {
        await using var gateway = await StartAsync(Options with { StateDirectory = _directory.Write("file", "") });

        Assert.StartsWith(
            "The devices can't be saved in STATE_DIR: ",
            Expect.Problem(await gateway.PostAsync("/api/devices", Cottage), HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        Assert.Empty(gateway.Econet.Added);
        Assert.Null(gateway.App.Services.GetRequiredService<DeviceList>().Find("cottage"));
    }

    [Fact]
    public async Task Page_of_another_site_should_not_remove_devices()
    {
        await using var gateway = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/devices/heatpump") { Headers = { { "Origin", "http://evil.example" } } };

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private string Kept => Path.Combine(_directory.Path, "devices.json");

    private GatewayOptions Options => TestGateway.Options with { StateDirectory = _directory.Path };

    private Task<TestGateway> StartAsync(GatewayOptions? options = null) =>
        TestGateway.StartAsync(options ?? Options, TimeProvider.System, new FakeDevice("heatpump"));

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> DeleteAsync(TestGateway gateway, string path)
    {
        var response = await gateway.Client.DeleteAsync(new Uri("/api/devices/" + path, UriKind.Relative));
        return (response, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private static (string? Id, string? Name, string? Source) Listed(JsonElement device) =>
        (device.GetProperty("device").GetString(), device.GetProperty("name").GetString(), device.GetProperty("source").GetString());
}
