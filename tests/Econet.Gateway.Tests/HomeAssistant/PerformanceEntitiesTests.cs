using System.Text.Json;
using System.Text.Json.Nodes;
using Econet.Actors.Vocabulary;
using Econet.Gateway.HomeAssistant;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>Energy, COP, compressor and defrosts in Home Assistant.</summary>
public sealed class PerformanceEntitiesTests
{
    private static readonly Role[] All = [Role.ElectricEnergy, Role.HeatEnergy, Role.Compressor, Role.Activity];

    [Fact]
    public void Sums_should_begin_again_with_their_period()
    {
        var entities = Entities(All);

        Assert.All(["electric_day", "heat_month", "starts_day", "run_time_month", "defrosts_day"], id =>
        {
            var period = id[(id.LastIndexOf('_') + 1)..];
            Assert.Equal(("total", $"{{{{ value_json.{period}.start }}}}"), (Text(entities[id], "state_class"), Text(entities[id], "last_reset_value_template")));
        });
        Assert.All(["cop_day", "mean_run_month"], id => Assert.Equal(
            ("measurement", null), (Text(entities[id], "state_class"), Text(entities[id], "last_reset_value_template"))));
        Assert.Equal(("energy", "kWh"), (Text(entities["electric_day"], "device_class"), Text(entities["electric_day"], "unit_of_measurement")));
        Assert.Equal(("duration", "h"), (Text(entities["run_time_day"], "device_class"), Text(entities["run_time_day"], "unit_of_measurement")));
        Assert.Equal("{{ (value_json.day.compressor or {}).get('starts') }}", Text(entities["starts_day"], "value_template"));
        Assert.All(entities.Values, entity => Assert.Equal("econet/heatpump/performance", Text(entity, "state_topic")));
    }

    [Theory]
    [InlineData(Role.ElectricPower, "electric_day electric_month")]
    [InlineData(Role.CoolingPower, "heat_day heat_month")]
    [InlineData(Role.Activity, "defrosts_day defrosts_month")]
    [InlineData(Role.Compressor, "mean_run_day mean_run_month run_time_day run_time_month starts_day starts_month")]
    [InlineData(Role.Pump, "")]
    public void Device_should_have_only_what_it_reports(Role role, string ids) => Assert.Equal(ids, string.Join(' ', Entities(role).Keys.Order()));

    [Fact]
    public void Entities_should_hold_what_is_documented()
    {
        var message = new JsonObject
        {
            ["dev"] = new JsonObject { ["identifiers"] = new JsonArray("x") },
            ["o"] = Origin.Of("1"),
            ["cmps"] = new JsonObject(Entities(All).Select(entity =>
            {
                entity.Value["unique_id"] = entity.Key;
                return KeyValuePair.Create(entity.Key, (JsonNode?)entity.Value);
            })),
        };

        Assert.Empty(DocumentedFields.Load().FaultsOfDevice(JsonSerializer.SerializeToElement(message)));
    }

    private static Dictionary<string, JsonObject> Entities(params Role[] roles)
    {
        var configs = new Dictionary<string, JsonObject>();
        PerformanceEntities.Add(configs, AnnouncedHouse.Topics, "heatpump", roles.ToHashSet());
        return configs;
    }

    private static string? Text(JsonObject entity, string field) => (string?)entity[field];
}
