using System.Net;
using System.Text.Json;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class ReadableViewTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static FakeDevice HeatPump => new(
        "heatpump",
        Parameter(68, "TempWthr", Value.Of(7.7f), unit: "°C"),
        Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 47), writable: true, min: 20, max: 55, unit: "°C"),
        Parameter(119, "HDWusermode", Value.Of(ParameterType.UInt8, 2), writable: true),
        Parameter(231, "Circuit1Settings", Value.Of(ParameterType.UInt32, 1 << 17), writable: true),
        Parameter(277, "Circuit1thermostat", Value.Of(0f)),
        Parameter(281, "Circuit2ComfortTemp", Value.Of(21f), writable: true),
        Parameter(1285, "AXEN_REGISTER_1202_1203", Value.Of(ParameterType.UInt32, 8448)),
        Parameter(1300, "nobody knows", Value.Of(ParameterType.UInt16, 7)));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_parameter_should_be_told_for_people()
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var energy = (await gateway.GetAsync("/api/parameters/AXEN_REGISTER_1202_1203")).Body;

        Assert.Equal(
            ("Energy used", "energy", "Energy", "84.48 kWh", "84.48", "8448", "kWh", true),
            (Text(energy, "title"), Text(energy, "part"), Text(energy, "part_title"), Text(energy, "display"), energy.GetProperty("value").GetRawText(),
                energy.GetProperty("raw").GetRawText(), Text(energy, "unit"), energy.GetProperty("counter").GetBoolean()));
    }

    [Fact]
    public async Task Names_of_numbers_and_bits_should_be_told()
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var mode = (await gateway.GetAsync("/api/parameters/HDWusermode")).Body;
        var settings = (await gateway.GetAsync("/api/parameters/Circuit1Settings")).Body;

        Assert.Equal(("Schedule", 2), (Text(mode, "display"), mode.GetProperty("value").GetInt32()));
        Assert.Equal("""[{"value":0,"name":"Off"},{"value":1,"name":"On"},{"value":2,"name":"Schedule"}]""", mode.GetProperty("options").GetRawText());
        Assert.Equal("Heating, Cooling", Text(settings, "display"));
        Assert.Contains("""{"bit":20,"name":"Heating","on":true},{"bit":17,"name":"Cooling","on":true}""", settings.GetProperty("bits").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_known_should_stay_raw_and_what_says_nothing_be_null()
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var unknown = (await gateway.GetAsync("/api/parameters/nobody%20knows")).Body;
        var room = (await gateway.GetAsync("/api/parameters/Circuit1thermostat")).Body;

        Assert.Equal(
            (JsonValueKind.Null, "7", 7, false),
            (unknown.GetProperty("title").ValueKind, Text(unknown, "display"), unknown.GetProperty("value").GetInt32(), unknown.TryGetProperty("options", out _)));
        Assert.Equal(
            ("null", "null", "0"),
            (room.GetProperty("display").GetRawText(), room.GetProperty("value").GetRawText(), room.GetProperty("raw").GetRawText()));
    }

    [Fact]
    public async Task Bare_form_should_be_that_of_the_collection_and_of_one_that_asks_for_it()
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var all = (await gateway.GetAsync("/api/parameters")).Body.GetProperty("parameters").GetProperty("AXEN_REGISTER_1202_1203");
        var one = (await gateway.GetAsync("/api/parameters/AXEN_REGISTER_1202_1203?view=bare")).Body;

        Assert.Equal(8448, all.GetProperty("value").GetInt32());
        Assert.Equal(all.GetRawText(), one.GetRawText());
        Assert.False(all.TryGetProperty("title", out _));
    }

    [Theory]
    [InlineData("?view=readable", "Hot water target")]
    [InlineData("?view=readable&lang=de", "Warmwasser-Solltemperatur")]
    [InlineData("?lang=pl", "Temperatura zadana CWU")]
    public async Task Collection_should_be_told_for_people_when_that_is_asked_for(string query, string title)
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var all = (await gateway.GetAsync("/api/parameters" + query)).Body.GetProperty("parameters");

        Assert.Equal(title, Text(all.GetProperty("HDWTSetPoint"), "title"));
    }

    [Theory]
    [InlineData("?search=energy", "AXEN_REGISTER_1202_1203")]
    [InlineData("?search=hot+water", "HDWTSetPoint,HDWusermode")]
    [InlineData("?search=water%20mode", "HDWusermode")]
    [InlineData("?search=hdwt", "HDWTSetPoint")]
    [InlineData("?search=warmwasser&lang=de", "HDWTSetPoint,HDWusermode")]
    [InlineData("?part=hot_water", "HDWTSetPoint,HDWusermode")]
    [InlineData("?part=circuit", "Circuit1Settings,Circuit1thermostat,Circuit2ComfortTemp")]
    [InlineData("?part=circuit_2", "Circuit2ComfortTemp")]
    [InlineData("?part=circuit&writable=false", "Circuit1thermostat")]
    public async Task Search_should_find_names_titles_and_parts(string query, string keys)
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var (response, body) = await gateway.GetAsync("/api/parameters" + query);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(keys.Split(','), body.GetProperty("parameters").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Query_that_nobody_would_look_at_should_be_refused_with_what_there_is()
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var error = Expect.Problem(await gateway.GetAsync("/api/parameters/TempWthr?maxage=5"), HttpStatusCode.BadRequest);

        Assert.Equal("Unknown query parameter 'maxage'; allowed are max_age, stale, view, lang", error);
        Expect.Problem(await gateway.GetAsync("/api/vocabulary?language=de"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Vocabulary_should_tell_what_the_parameters_of_a_device_mean()
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var body = (await gateway.GetAsync("/api/vocabulary?lang=de")).Body;

        Assert.Equal("Warmwasser", Text(body.GetProperty("parts"), "hot_water"));
        Assert.Equal("Wasserdurchfluss", Text(body.GetProperty("alarms"), "148"));
        var energy = body.GetProperty("parameters").GetProperty("AXEN_REGISTER_1202_1203");
        Assert.Equal(("Energieverbrauch", "/100", "documented"), (Text(energy, "title"), Text(energy, "scale"), Text(energy, "source")));
        Assert.False(body.GetProperty("parameters").TryGetProperty("nobody knows", out _));
    }

    [Fact]
    public async Task Answer_should_be_another_one_when_the_vocabulary_is()
    {
        var device = HeatPump;
        await using var gateway = await TestGateway.StartAsync(device);
        var tag = (await gateway.GetAsync("/api/parameters?view=readable")).Response.Headers.ETag!;
        var bare = (await gateway.GetAsync("/api/parameters")).Response.Headers.ETag!;
        var source = (Econet.Actors.Vocabulary.VocabularySource)gateway.App.Services.GetService(typeof(Econet.Actors.Vocabulary.VocabularySource))!;

        source.Current = source.Current.With("system: gm3\nparameters: {HDWTSetPoint: {title: Tank}}", "own.yaml");

        var (response, body) = await gateway.GetAsync("/api/parameters?view=readable");
        Assert.Equal("Tank", Text(body.GetProperty("parameters").GetProperty("HDWTSetPoint"), "title"));
        Assert.NotEqual(tag, response.Headers.ETag);
        Assert.Equal(bare, (await gateway.GetAsync("/api/parameters")).Response.Headers.ETag);
    }

    [Fact]
    public async Task File_and_language_of_the_owner_should_be_those_of_the_settings()
    {
        var file = Path.Combine(_directory.Path, "own.yaml");
        await File.WriteAllTextAsync(file, "system: gm3\nparameters: {nobody knows: {title: Sauna, quantity: percent}}");
        var options = GatewayOptions.From(SettingValues.Load(
            new Dictionary<Setting, string>(), new Dictionary<string, string> { ["VOCABULARY"] = file, ["VOCABULARY_LANGUAGE"] = "de" }, "/nowhere"));
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.Options with { Vocabulary = options.Vocabulary }, TimeProvider.System, HeatPump);

        var own = (await gateway.GetAsync("/api/parameters/nobody%20knows")).Body;

        Assert.Equal(("Sauna", "7 %"), (Text(own, "title"), Text(own, "display")));
        Assert.Equal("Zeitprogramm", Text((await gateway.GetAsync("/api/parameters/HDWusermode")).Body, "display"));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
