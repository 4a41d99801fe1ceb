using System.Net;
using System.Text.RegularExpressions;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Endpoints;

public sealed partial class DocsEndpointsTests
{
    private const string Zip = "application/zip";

    private static readonly string[] Plain =
    [
        "/", "/health", "/health/live", "/health/ready", "/api/audit", "/api/cluster", "/api/configuration", "/api/configuration/import", "/api/history/import", "/api/keys", "/api/keys/{name}", "/api/ports", "/api/ports/listen",
        "/api/session", "/api/support-bundle", "/api/devices", "/api/devices/{device}", "/api/logs", "/api/logs/events", "/api/logs/levels",
        .. NeaSmart,
    ];

    private static string[] NeaSmart =>
    [
        "/zones/{base}/{zone}", "/api/v1/zones", "/api/v1/zones/{base}/{zone}", "/mixedgroups/{group}", "/dehumidifiers/{dehumidifier}",
        "/pumps/{pump}", "/outsidetemperature", "/notifications", "/mode", "/state",
    ];

    private static readonly string[] OfDevice =
    [
        "/parameters", "/parameters/{key}", "/parameters/{key}/history", "/history", "/history/series", "/timeline", "/performance", "/comfort", "/writes", "/writes/{id}", "/schedules", "/schedules/{name}", "/alarms", "/status",
        "/thermostat/status", "/thermostat/temperature", "/thermostat/pair", "/events", "/frames", "/vocabulary",
    ];

    [Fact]
    public async Task Description_should_tell_every_endpoint_with_examples_and_errors()
    {
        await using var gateway = await TestGateway.StartAsync();

        var (response, body) = await gateway.GetAsync("/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var paths = body.GetProperty("paths");
        Assert.Equal(
            Plain.Concat(OfDevice.Select(p => "/api" + p)).Concat(OfDevice.Select(p => "/api/devices/{device}" + p)).Order(StringComparer.Ordinal),
            paths.Names().Order(StringComparer.Ordinal));
        foreach (var (path, isGet, operation) in paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (p.Name, o.Name == "get", o.Value))))
        {
            var responses = operation.GetProperty("responses");
            Assert.Contains(responses.Names(), status => status is "200" or "201" or "202" or "204");
            foreach (var success in responses.EnumerateObject().Where(r => r.Name.StartsWith('2') && r.Name != "204").Select(r => r.Value))
            {
                var media = Assert.Single(success.GetProperty("content").EnumerateObject());
                Assert.Equal(MediaTypeOf(path), media.Name);
                Assert.True(media.Name == Zip || (media.Value.TryGetProperty("schema", out _) && media.Value.TryGetProperty("example", out _)), path);
            }

            Assert.True(!isGet || !operation.TryGetProperty("requestBody", out _), $"GET {path} takes a body");
            var declared = operation.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "path").Select(p => p.GetProperty("name").GetString()!)
                : [];
            Assert.Equal(PathParameter().Matches(path).Select(m => m.Groups[1].Value).Order(), declared.Order());
        }

        var post = paths.GetProperty("/api/parameters/{key}").GetProperty("post");
        Assert.Equal(["200", "202", "400", "404", "409", "413", "415", "429", "503", "504", "507"], post.GetProperty("responses").Names());
        Assert.Equal(
            "47.0", post.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example")
                .GetProperty("value").GetRawText());
        Assert.Equal(
            ["header:Prefer", "path:key"],
            post.GetProperty("parameters").EnumerateArray().Select(p => $"{p.GetProperty("in")}:{p.GetProperty("name")}").Order());
    }

    [Theory]
    [InlineData("/api/parameters/A?view=bare", "ParameterBody")]
    [InlineData("/health", "HealthBody")]
    [InlineData("/api/alarms", "AlarmsBody")]
    [InlineData("/api/writes/7", "WriteJobBody")]
    [InlineData("/", "RootBody")]
    public async Task Description_should_name_the_fields_that_are_answered(string path, string schema)
    {
        await using var gateway = await TestGateway.StartAsync(
            new FakeDevice("heatpump", FakeDevice.Parameter(1, "A", Econet.Values.Value.Of(1f))) { Jobs = [FakeDevice.Job(7)] });

        var described = (await gateway.GetAsync("/openapi/v1.json")).Body.GetProperty("components").GetProperty("schemas").GetProperty(schema);

        Assert.Equal((await gateway.GetAsync(path)).Body.Names(), described.GetProperty("properties").Names());
    }

    [Fact]
    public async Task Browser_of_the_description_should_load_nothing_from_elsewhere()
    {
        await using var gateway = await TestGateway.StartAsync();
        var page = await gateway.Client.GetStringAsync(new Uri("/docs/", UriKind.Relative));

        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        var scripts = ScriptSource().Matches(page).Select(m => m.Groups[1].Value).ToArray();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            using var response = await gateway.Client.GetAsync(new Uri(new Uri("http://localhost/docs/"), script));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static string MediaTypeOf(string path) => path.Split('/')[^1] switch
    {
        "events" or "frames" or "listen" => "text/event-stream",
        "support-bundle" => Zip,
        _ => "application/json",
    };

    [GeneratedRegex("""\{(\w+)\}""")]
    private static partial Regex PathParameter();

    [GeneratedRegex("""<script[^>]*\ssrc="([^"]+)"[^>]*>""")]
    private static partial Regex ScriptSource();
}
