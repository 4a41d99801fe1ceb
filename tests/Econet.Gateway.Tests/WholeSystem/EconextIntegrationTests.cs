using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>
/// What the econext integration for Home Assistant asks of a gateway, with PARAMETER_KEYS=index: it reads everything every ten seconds, picks
/// parameters by index, and writes by the name that it read.
/// </summary>
public sealed class EconextIntegrationTests(EconextIntegrationTests.IndexKeyed house) : IClassFixture<EconextIntegrationTests.IndexKeyed>
{
    /// <summary>Shown as texts.</summary>
    private static readonly int[] Texts = [0, 1, 10, 13, 374, 377, 860, 863];

    /// <summary>Shown as numbers; a temperature is null where its sensor is missing.</summary>
    private static readonly int[] Measured =
    [
        14, 61, 68, 81, 82, 134, 163, 164, 380, 479, 612, 1047, 1048, 1049, 1050, 1051, 1052, 1053, 1134, 1135, 1137, 1139, 1142, 1143, 1196, 1198,
        1208, 1209, 1217, 1223, 1233, 1234, 1285, 1286, 1287, 1288, 1289, 1290, 1291, 1365, 1366, 1431,
    ];

    /// <summary>Turned into whole numbers without a look: modes, switches, bits, states.</summary>
    private static readonly int[] Whole =
        [83, 115, 119, 135, 137, 162, 485, 495, 1133, 1271, 1350, 1353, 1354, 1361, 1369, 1385, 1386];

    /// <summary>Settings that can be changed.</summary>
    private static readonly int[] Settings =
        [103, 104, 108, 112, 113, 136, 138, 481, 498, 499, 503, 702, 703, 1370, 1439, 1440, 1441, 1443, 1444, 1445, 1446];

    /// <summary>Weekly programmes: two words a day from each of these.</summary>
    private static readonly int[] Programmes = [120, 926, 1387];

    /// <summary>Active, name, mode, settings, thermostat, comfort, eco, and what else it can change, of the first two circuits.</summary>
    private static readonly Circuit[] Circuits =
    [
        new(279, 278, 236, 231, 277, 238, 239, [237, 1432], [240, 242, 243, 261, 262, 263, 269, 273, 274, 275, 280, 586, 739, 903, 904], 247),
        new(329, 328, 286, 281, 327, 288, 289, [92, 287, 1433], [290, 292, 293, 311, 312, 313, 319, 323, 324, 325, 330, 587, 787, 788, 789], 297),
    ];

    [Fact]
    public async Task Parameters_should_be_keyed_by_index_with_all_that_it_shows()
    {
        var parameters = await ParametersAsync();

        Assert.All(parameters.EnumerateObject(), p =>
        {
            Assert.Equal(p.Name, p.Value.GetProperty("index").GetInt32().ToString(CultureInfo.InvariantCulture));
            Assert.Equal(JsonValueKind.String, p.Value.GetProperty("name").ValueKind);
            Assert.Equal(JsonValueKind.String, p.Value.GetProperty("unit").ValueKind);
            Assert.Equal(JsonValueKind.String, p.Value.GetProperty("type").ValueKind);
            Assert.True(p.Value.GetProperty("writable").ValueKind is JsonValueKind.True or JsonValueKind.False);
            Assert.True(IsNumberOrNull(p.Value.GetProperty("min")) && IsNumberOrNull(p.Value.GetProperty("max")));
        });
        Assert.All(Texts, index => Assert.Equal(JsonValueKind.String, Value(parameters, index).ValueKind));
        Assert.All(Measured, index => Assert.True(IsNumberOrNull(Value(parameters, index)), $"{index}"));
        Assert.All(Whole, index => Assert.True(Value(parameters, index).TryGetInt64(out _), $"{index}"));
        Assert.All(Settings, index => Assert.True(Value(parameters, index).ValueKind == JsonValueKind.Number && IsWritable(parameters, index), $"{index}"));
        Assert.All(Programmes.SelectMany(first => Enumerable.Range(first, 14)), index =>
            Assert.True(Value(parameters, index).TryGetUInt32(out _) && IsWritable(parameters, index), $"{index}"));
        Assert.Equal("SIM36000000000000000001", Value(parameters, 10).GetString());
    }

    /// <summary>
    /// What makes its entities, for a house as the one its authors test with: hot water, a heat pump, the second circuit alone, and a thermostat.
    /// An entity that shows several parameters stands for the first of them, and one of several switches that are bits of a number for that number.
    /// </summary>
    [Fact]
    public async Task All_202_entities_of_a_house_with_one_circuit_should_have_their_parameters()
    {
        int[] sensors =
        [
            0, 1, 10, 374, 13, 14, 68, 83, 377, 380, 860, 863, 81, 82, 495, 162, 163, 164, 61, 134, 1431, 1208, 1209, 1365, 612, 1366, 479, 1350, 1134,
            1135, 1137, 1139, 1142, 1143, 1047, 1048, 1049, 1050, 1051, 1052, 1053, 1196, 1198, 1217, 1223, 1233, 1234, 1285, 1287, 1286, 1288, 1290,
            1289, 1291, 327, 287, 92, 289, 1433,
        ];
        int[] days = [.. Programmes.Append(Circuits[1].Programme).SelectMany(first => Enumerable.Range(0, 7).Select(day => first + (2 * day)))];
        int[] halfDays = [.. days.SelectMany(first => new[] { first, first + 1 })];
        int[] numbers =
        [
            702, 703, 498, 499, 503, 103, 104, 108, 112, 113, 136, 138, 481, 1370, 1439, 1440, 1441, 1443, 1444, 1445, 1446, 288, 289, 290, 292, 293,
            311, 312, 324, 325, 313, 330, 787, 788, 789,
        ];
        int[] selects = [162, 119, 137, 1133, 1385, 1386, 319];
        int[] switches = [485, 115, 135, 1271, 1271, 281, 281, 281, 281];
        int[] buttons = [1369];
        int[] climates = [286];
        int[] writable = [.. halfDays, .. numbers, .. selects, .. switches, .. buttons, .. climates];
        const int OfAlarms = 2;
        const int OfTheThermostat = 4;

        var parameters = await ParametersAsync();

        Assert.Equal(202, sensors.Length + days.Length + writable.Length + OfAlarms + OfTheThermostat);
        Assert.All(sensors, index => Assert.True(parameters.TryGetProperty($"{index}", out _), $"{index}"));
        Assert.All(writable, index => Assert.True(IsWritable(parameters, index) && Value(parameters, index).ValueKind == JsonValueKind.Number, $"{index}"));
    }

    [Fact]
    public async Task Other_circuits_should_tell_that_they_are_not_active()
    {
        var parameters = await ParametersAsync();

        Assert.All([901, 987, 1038, 781, 831], active => Assert.Equal(0, Value(parameters, active).GetInt32()));
    }

    [Fact]
    public async Task Thermostat_should_take_a_temperature_and_be_paired()
    {
        house.Bus.PairThermostats(TimeSpan.FromMinutes(10));
        var before = (await house.Client.AskAsync("/api/thermostat/status")).Body;
        var submitted = await PostAsync("temperature", new { temperature = 21.5 });
        var requested = await PostAsync("pair", new { });
        var paired = await house.Client.UntilAsync("/api/thermostat/status", (_, status) => status.GetProperty("pairing_state").GetString() == "paired");

        Assert.True(before.GetProperty("enabled").GetBoolean());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (submitted, requested));
        Assert.Equal(21.5, paired.GetProperty("effective_temperature").GetDouble());
        Assert.False(paired.GetProperty("is_stale").GetBoolean());
        Assert.InRange(paired.GetProperty("bus_address").GetInt32(), 1, 255);
        Assert.True(IsNumberOrNull(paired.GetProperty("age_seconds")));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("pair", new { }));

        async Task<HttpStatusCode> PostAsync(string call, object body)
        {
            using var response = await house.Client.PostAsJsonAsync(new Uri($"/api/thermostat/{call}", UriKind.Relative), body);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Circuits_should_have_all_that_their_climate_entities_need()
    {
        var parameters = await ParametersAsync();

        Assert.All(Circuits, circuit =>
        {
            Assert.True(Value(parameters, circuit.Active).GetInt32() > 0);
            Assert.NotEmpty(Value(parameters, circuit.Name).GetString()!);
            Assert.InRange(Value(parameters, circuit.Mode).GetInt32(), 0, 3);
            Assert.True(Value(parameters, circuit.Settings).TryGetUInt32(out _));
            Assert.True(IsNumberOrNull(Value(parameters, circuit.Thermostat)));
            Assert.All([circuit.Comfort, circuit.Eco, .. circuit.Changed, .. Enumerable.Range(circuit.Programme, 14)], index =>
                Assert.True(Value(parameters, index).ValueKind == JsonValueKind.Number && IsWritable(parameters, index), $"{index}"));
            Assert.All(circuit.Shown, index => Assert.True(IsNumberOrNull(Value(parameters, index))));
        });
    }

    [Fact]
    public async Task Numbers_should_have_limits_that_it_can_show()
    {
        var parameters = await ParametersAsync();
        var target = parameters.GetProperty("103");

        Assert.Equal((35, 65), (target.GetProperty("min").GetDouble(), target.GetProperty("max").GetDouble()));
    }

    [Theory]
    [InlineData(103, "44")]
    [InlineData(288, "20.5")]
    [InlineData(115, "1")]
    [InlineData(119, "2")]
    [InlineData(162, "2")]
    [InlineData(286, "1")]
    [InlineData(281, "8415743")]
    [InlineData(1433, "60")]
    [InlineData(1271, "16384")]
    [InlineData(297, "16776193")]
    [InlineData(311, "30")]
    public async Task Write_by_the_name_that_it_read_should_reach_the_parameter(int index, string json)
    {
        var name = (await ParametersAsync()).GetProperty(index.ToString(CultureInfo.InvariantCulture)).GetProperty("name").GetString()!;
        var wanted = JsonDocument.Parse(json).RootElement;

        var (status, _) = await house.Client.WriteAsync(name, wanted);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(wanted.GetDouble(), house.Bus.Truth(index).ToDouble());
        Assert.Equal(wanted.GetDouble(), Value(await ParametersAsync(), index).GetDouble());
    }

    [Fact]
    public async Task Write_by_a_shared_name_should_leave_the_others_of_that_name_alone()
    {
        var before = house.Bus.Truth(785);

        var (status, body) = await house.Client.WriteAsync("Circuit2BaseTemp", 31);

        Assert.Equal((HttpStatusCode.OK, 311), (status, body.GetProperty("index").GetInt32()));
        Assert.Equal(before, house.Bus.Truth(785));
    }

    [Fact]
    public async Task Write_out_of_range_should_fail_with_another_status_than_200() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await house.Client.WriteAsync("HDWTSetPoint", 99)).Status);

    [Fact]
    public async Task Alarms_should_be_newest_first_with_null_for_one_that_lasts()
    {
        var alarms = (await house.Client.UntilAsync("/api/alarms", (status, body) =>
            status == HttpStatusCode.OK && body.GetProperty("alarms").GetArrayLength() > 0)).GetProperty("alarms").EnumerateArray().ToList();

        Assert.All(alarms, alarm =>
        {
            Assert.True(alarm.GetProperty("code").TryGetInt32(out _) && alarm.GetProperty("index").TryGetInt32(out _));
            Assert.Equal(JsonValueKind.String, alarm.GetProperty("from_date").ValueKind);
            Assert.True(alarm.GetProperty("to_date").ValueKind is JsonValueKind.String or JsonValueKind.Null);
        });
        Assert.Equal(alarms.OrderByDescending(From).Select(From), alarms.Select(From));

        static DateTime From(JsonElement alarm) => alarm.GetProperty("from_date").GetDateTime();
    }

    private async Task<JsonElement> ParametersAsync() => (await house.Client.UntilAsync("/api/parameters", (status, body) =>
        status == HttpStatusCode.OK
        && body.GetProperty("parameters").EnumerateObject().All(p => p.Value.GetProperty("read_at").ValueKind == JsonValueKind.String)))
        .GetProperty("parameters");

    private static JsonElement Value(JsonElement parameters, int index) =>
        parameters.GetProperty(index.ToString(CultureInfo.InvariantCulture)).GetProperty("value");

    private static bool IsWritable(JsonElement parameters, int index) =>
        parameters.GetProperty(index.ToString(CultureInfo.InvariantCulture)).GetProperty("writable").GetBoolean();

    private static bool IsNumberOrNull(JsonElement value) => value.ValueKind is JsonValueKind.Number or JsonValueKind.Null;

    private sealed record Circuit(
        int Active, int Name, int Mode, int Settings, int Thermostat, int Comfort, int Eco, int[] Shown, int[] Changed, int Programme);

    public sealed class IndexKeyed : SimulatedHouse
    {
        protected override GatewayOptions Options => TestGateway.Options with { ParameterKeys = ParameterKeys.Index };
    }
}
