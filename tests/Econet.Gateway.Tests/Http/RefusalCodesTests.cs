using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Econet.Actors.Messages;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Http;

/// <summary>The codes that programs know refusals by; those of writes that a device refuses are in <c>WriteEndpointsTests</c>.</summary>
public sealed partial class RefusalCodesTests
{
    private const string Path = "/api/parameters/HDWTSetPoint";

    private static readonly string[] Codes = [.. Enum.GetNames<RefusalCode>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    [Fact]
    public void Every_error_of_a_device_should_have_a_code_of_its_own()
    {
        var errors = Enum.GetValues<EconetError>();

        Assert.Equal(errors.Length, errors.Select(RefusalCodes.Of).Distinct().Count());
    }

    [Theory]
    [InlineData(Path, """{"value":"47"}""", "bad_request", "text/plain")]
    [InlineData(Path, "{", "bad_request")]
    [InlineData(Path, """{"value":null}""", "wrong_type")]
    [InlineData(Path, """{"value":[1]}""", "wrong_type")]
    [InlineData(Path, """{"value":1e999}""", "out_of_range")]
    [InlineData("/api/thermostat/temperature", """{"temperature":"warm"}""", "wrong_type")]
    [InlineData("/api/nothing", "{}", "not_found")]
    [InlineData("/api/alarms", "{}", "method_not_allowed")]
    [InlineData("/mode", """{"mode":2}""", "not_found")]
    public async Task Request_should_be_refused_with_a_code(string path, string body, string code, string? type = null)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));
        using var content = new StringContent(body, Encoding.UTF8, type ?? "application/json");

        using var response = await gateway.Client.PostAsync(new Uri(path, UriKind.Relative), content);

        Assert.Equal(type is null ? code : "unsupported_media_type", await CodeAsync(response));
    }

    [Fact]
    public async Task Body_that_is_too_large_should_be_refused_with_a_code()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        var (_, body) = await gateway.PostAsync(Path, $$"""{"value":"{{new string('x', 1 << 17)}}"}""");

        Assert.Equal("too_large", body.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("", "key_required")]
    [InlineData("econet_unknown", "key_invalid")]
    [InlineData("reader", "forbidden")]
    [InlineData("limited", "forbidden")]
    public async Task Key_should_be_refused_with_a_code(string key, string code)
    {
        using var keys = new TestKeys();
        var known = new Dictionary<string, string>
        {
            ["reader"] = await keys.AddAsync("reader", AccessScope.Read),
            ["limited"] = await keys.AddAsync("limited", AccessScope.Write, parameters: ["Other*"]),
        };
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.Options with { StateDirectory = keys.Directory }, TimeProvider.System,
            new FakeDevice("heatpump", FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true)));
        if (key.Length > 0)
        {
            gateway.Client.DefaultRequestHeaders.Add("X-API-Key", known.GetValueOrDefault(key, key));
        }

        var (_, body) = await gateway.PostAsync(Path, """{"value":47}""");

        Assert.Equal(code, body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Login_with_a_key_that_is_none_should_be_refused_with_a_code()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        Assert.Equal("key_invalid", (await gateway.PostAsync("/api/session", """{"key":"econet_unknown"}""")).Body.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("Origin", "http://elsewhere.example", "foreign_page")]
    [InlineData("Host", "elsewhere.example", "unknown_host")]
    public async Task Page_from_elsewhere_should_be_refused_with_a_code(string header, string value, string code)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/parameters");
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(code, await CodeAsync(response));
    }

    [Fact]
    public async Task Failure_of_the_gateway_should_have_a_code()
    {
        var device = new FakeDevice("heatpump") { OnWrite = (_, _) => throw new InvalidOperationException("It broke") };
        await using var gateway = await TestGateway.StartAsync(device);

        Assert.Equal("internal_error", (await gateway.PostAsync(Path, """{"value":47}""")).Body.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("ProblemBody")]
    [InlineData("WriteJobBody")]
    public async Task Description_should_list_the_codes(string body)
    {
        await using var gateway = await TestGateway.StartAsync();
        var schemas = (await gateway.GetAsync("/openapi/v1.json")).Body.GetProperty("components").GetProperty("schemas");

        Assert.Contains("RefusalCode", schemas.GetProperty(body).GetProperty("properties").GetProperty("code").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(Codes, schemas.GetProperty("RefusalCode").GetProperty("enum").EnumerateArray().Select(code => code.GetString()));
    }

    [FactWithDocument("api.md")]
    public void Document_should_tell_of_every_code_and_of_no_other()
    {
        var text = File.ReadAllText(Documents.Find("api.md")!);
        var errors = text[text.IndexOf("\n## Errors\n", StringComparison.Ordinal)..];

        Assert.Equal(
            Codes.Order(StringComparer.Ordinal),
            Row().Matches(errors).SelectMany(row => Code().Matches(row.Groups["codes"].Value)).Select(code => code.Groups["code"].Value).Order(StringComparer.Ordinal));
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString();

    // A row of the table: | status | codes | why |
    [GeneratedRegex(@"^\| [0-9, ]+ \| (?<codes>`[^|]+`) \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<code>[a-z_]+)`")]
    private static partial Regex Code();
}
