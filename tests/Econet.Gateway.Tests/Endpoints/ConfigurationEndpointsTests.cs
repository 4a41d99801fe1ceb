using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Endpoints;

/// <summary>How the gateway is set up, over the API.</summary>
public sealed class ConfigurationEndpointsTests
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["MQTT_URL"] = "mqtt://ann:planted-url@broker", ["API_PORT"] = "8123",
    };

    [Fact]
    public async Task Every_setting_should_be_told_with_its_source_and_no_secret()
    {
        await using var gateway = await StartAsync();

        var (_, body) = await gateway.GetAsync("/api/configuration");

        var settings = body.GetProperty("settings").EnumerateArray().ToDictionary(setting => setting.GetProperty("name").GetString()!);
        Assert.Equal(Settings.All.Select(setting => setting.Name).Order(), settings.Keys.Order());
        Assert.Equal(("8123", "environment", "8000"), Told(settings["API_PORT"]));
        Assert.Equal(("115200", "default", "115200"), Told(settings["SERIAL_BAUD"]));
        Assert.DoesNotContain("planted", body.GetRawText(), StringComparison.Ordinal);

        static (string?, string?, string?) Told(JsonElement setting) =>
            (setting.GetProperty("value").GetString(), setting.GetProperty("source").GetString(), setting.GetProperty("default").GetString());
    }

    [Fact]
    public async Task Settings_should_be_told_as_a_file_too()
    {
        await using var gateway = await StartAsync();

        var yaml = await gateway.Client.GetStringAsync(new Uri("/api/configuration?format=yaml", UriKind.Relative));

        Assert.Contains("port: '8123'  # environment", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", yaml, StringComparison.Ordinal);
        Expect.Problem(await gateway.GetAsync("/api/configuration?format=toml"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task File_of_another_gateway_should_be_converted_and_nothing_be_changed()
    {
        await using var gateway = await StartAsync();
        var file = JsonSerializer.Serialize(new { server = new { type = "tcp", port = 5502 }, api = new { workers = 4 } });

        var (response, body) = await gateway.PostAsync("/api/configuration/import", JsonSerializer.Serialize(new { file = "../config.json", text = file }));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("server_port: '5502'  # config.json line 1", body.GetProperty("configuration").GetString(), StringComparison.Ordinal);
        Assert.Contains("workers", Assert.Single(body.GetProperty("remarks").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(["heatpump"], gateway.Econet.Devices);
    }

    [Theory]
    [InlineData("""{"file":"a.yaml"}""", "'text' takes the content of the file")]
    [InlineData("""{"text":"serial: { prt: COM1 }"}""", "config.yaml line 1: unknown key 'serial.prt'")]
    [InlineData("""{"file":"a.json","text":"{"}""", "config.json line 1: invalid JSON")]
    [InlineData("""{"name":"a"}""", "Unknown field 'name'")]
    public async Task File_that_can_not_be_converted_should_be_refused_with_the_reason(string body, string reason)
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.PostAsync("/api/configuration/import", body);

        Expect.Problem(answer, HttpStatusCode.BadRequest);
        Assert.StartsWith(reason, answer.Body.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_should_hold_what_a_report_needs_and_no_secret()
    {
        await using var gateway = await StartAsync();

        using var response = await gateway.Client.GetAsync(new Uri("/api/support-bundle", UriKind.Relative));

        Assert.EndsWith(".zip", response.Content.Headers.ContentDisposition!.FileName!.Trim('"'), StringComparison.Ordinal);
        await using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync());
        var texts = zip.Entries.ToDictionary(entry => entry.Name, entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        });
        Assert.Equal(
            ["about.txt", "devices.json", "health.json", "log.txt", "remarks.txt", "settings.yaml", "state.txt", "status-heatpump.json"],
            texts.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("\"kind\"", texts["status-heatpump.json"], StringComparison.Ordinal);
        Assert.All(texts.Values, text => Assert.DoesNotContain("planted", text, StringComparison.Ordinal));
    }

    private static Task<TestGateway> StartAsync()
    {
        var options = GatewayOptions.From(SettingValues.Load(new Dictionary<Setting, string>(), Environment, "/nowhere"));
        return TestGateway.StartAsync(
            options with { Devices = TestGateway.Options.Devices, StateDirectory = TestGateway.Options.StateDirectory, Mqtt = null },
            TimeProvider.System,
            new FakeDevice("heatpump"));
    }
}
