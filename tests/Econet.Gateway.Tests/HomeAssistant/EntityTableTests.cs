using Econet.Gateway.Configuration;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Tests.Support;
using Econet.Modbus.NeaSmart;

namespace Econet.Gateway.Tests.HomeAssistant;

public sealed class EntityTableTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Default_table_should_name_registers_of_nea_smart_that_there_are()
    {
        var rows = EntityTable.Default.Rows.Where(r => r.Id.StartsWith("base", StringComparison.Ordinal) || r.Id.StartsWith("mixed", StringComparison.Ordinal));

        Assert.All(rows.SelectMany(r => r.Component == Component.Climate ? r.Roles.Values.SelectMany(names => names) : r.Parameters), name =>
            Assert.True(RegisterMap.TryGet(name, out _), name));
        Assert.Equal(60, EntityTable.Default.Rows.Count(r => r.Component == Component.Climate && r.Roles.ContainsKey("humidity")));
    }

    [Fact]
    public void Own_file_should_change_single_fields_and_add_entities()
    {
        var table = Merge("""
            controller:
              entities:
                TempWthr: {name: Außen, enabled: false}
                AxenErrorTemp: {name: Error temperature, unit: °C}
            circuits:
              entities:
                Circuit2ComfortTemp: {icon: 'mdi:sofa'}
                Circuit*CalcTemp: {component: none}
            my things:
              entities:
                77: {name: Additional source}
            """);

        var outdoor = Row(table, "TempWthr");
        Assert.Equal(("Außen", false, null), (outdoor.Name, outdoor.Enabled, outdoor.DeviceClass));
        Assert.Equal("°C", Row(table, "AxenErrorTemp").Unit);
        Assert.Equal("mdi:sofa", Row(table, "Circuit2ComfortTemp").Icon);
        Assert.Equal("comfort temperature", Row(table, "Circuit2ComfortTemp").Name);
        Assert.Null(Row(table, "Circuit1ComfortTemp").Icon);
        Assert.DoesNotContain(table.Rows, r => r.Id == "Circuit1CalcTemp");
        Assert.Equal("77", Assert.Single(Row(table, "77").Parameters));
    }

    [Fact]
    public void Empty_file_should_change_nothing() =>
        Assert.Equal(EntityTable.Default.Rows.Select(r => r.Id), Merge("# nothing yet\n").Rows.Select(r => r.Id));

    [Theory]
    [InlineData("controller:\n  entities:\n    TempWthr: {name: [a]}", 3, "must be a name or a number")]
    [InlineData("controller:\n  entities:\n    TempWthr:\n      colour: red", 4, "unknown field 'colour' of entity 'TempWthr'")]
    [InlineData("controller:\n  entitys: {}", 2, "unknown field 'entitys' of group 'controller'")]
    [InlineData("controller:\n  entities: [TempWthr]", 2, "must hold entities")]
    [InlineData("- TempWthr", 1, "the file must hold groups")]
    [InlineData("controller: 7", 1, "must hold 'entities:'")]
    [InlineData("controller:\n  entities:\n    X: {unit: V}", 3, "has no name")]
    [InlineData("controller:\n  entities:\n    X: {name: X, component: lamp}", 3, "'lamp' is not a valid component")]
    [InlineData("controller:\n  entities:\n    X: {name: X, device_class: warmth}", 3, "'warmth' is not a known device_class")]
    [InlineData("controller:\n  entities:\n    X: {name: X, unit: W, device_class: temperature}", 3, "'W' is not a unit of the device_class temperature")]
    [InlineData("controller:\n  entities:\n    X: {name: X, device_class: energy, unit: kWh, state_class: measurement}", 3, "state_class measurement")]
    [InlineData("controller:\n  entities:\n    X: {name: X, unit: kWh, state_class: measurement}", 3, "state_class measurement with device_class energy")]
    [InlineData("controller:\n  entities:\n    X: {name: X, component: select}", 3, "is a select but has no values")]
    [InlineData("controller:\n  entities:\n    TempWthr:\n      component: select", 4, "is a select but has no values")]
    [InlineData("controller:\n  entities:\n    X: {name: X, device_class: enum}", 3, "values need the device_class enum")]
    [InlineData("controller:\n  entities:\n    X: {name: X, device_class: power, unit: W, values: {0: A}}", 3, "values need the device_class enum")]
    [InlineData("controller:\n  entities:\n    X: {name: X, absent: none}", 3, "a whole number")]
    [InlineData("controller:\n  entities:\n    X: {name: X, state_class: sum}", 3, "'sum' is not a valid state_class")]
    [InlineData("controller:\n  entities:\n    X: {name: X, component: sensor, category: config}", 3, "can't have the category config")]
    [InlineData("controller:\n  entities:\n    X: {name: X, bit: 64}", 3, "a whole number, 0 to 63")]
    [InlineData("controller:\n  entities:\n    X: {name: X, bit: 1.5}", 3, "a whole number, 0 to 63")]
    [InlineData("controller:\n  entities:\n    X: {name: X, bit: 1, values: {0: A}}", 3, "has both a bit and values")]
    [InlineData("controller:\n  entities:\n    X: {name: X, enabled: perhaps}", 3, "it takes true or false")]
    [InlineData("controller:\n  entities:\n    X: {name: X, scale: nan}", 3, "it takes a number")]
    [InlineData("controller:\n  entities:\n    X: {name: X, min: 5, max: 5}", 3, "not less than its max")]
    [InlineData("controller:\n  entities:\n    X: {name: X, icon: fire}", 3, "'fire' is not an icon")]
    [InlineData("controller:\n  entities:\n    X: {name: X, values: {a: A}}", 3, "'a' is not a whole number")]
    [InlineData("controller:\n  entities:\n    X: {name: X, values: [A]}", 3, "must give names to numbers")]
    [InlineData("controller:\n  entities:\n    X: {name: X, modes: {0: 'off'}}", 3, "only climate and water_heater do")]
    [InlineData("controller:\n  entities:\n    X: {component: climate, modes: {0: 'off'}}", 3, "needs the role mode")]
    [InlineData("controller:\n  entities:\n    X: {component: climate, modes: {0: cosy}, roles: {mode: A, setpoint: B}}", 3, "'cosy' is not a mode")]
    [InlineData("controller:\n  entities:\n    X: {component: water_heater, modes: {0: 'off'}, roles: {mode: A}}", 3, "needs the role setpoint")]
    [InlineData("controller:\n  entities:\n    X: {component: climate, modes: {0: 'off'}, roles: {moods: A}}", 3, "unknown role 'moods'")]
    [InlineData("circuits:\n  entities:\n    Circuit9ComfortTemp: {name: X}", 3, "needs a '*' for the member")]
    [InlineData("circuits:\n  each: 7", 2, "'each' must be a list")]
    [InlineData("mine:\n  entities:\n    TempWthr: {name: X}", 3, "is already in another group")]
    [InlineData("controller:\n  entities:\n\tX: {}", 3, "invalid YAML")]
    public void Bad_file_should_be_refused_with_the_line(string yaml, int line, string reason)
    {
        var refused = Assert.Throws<EntityFileException>(() => Merge(yaml));

        Assert.StartsWith($"own.yaml line {line}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void File_that_is_not_there_should_be_refused_by_name()
    {
        Assert.Contains("missing.yaml", Assert.Throws<EntityFileException>(() => EntityTable.Load(Path.Combine(_directory.Path, "missing.yaml"))).Message, StringComparison.Ordinal);
        Assert.Contains("directory", Assert.Throws<EntityFileException>(() => EntityTable.Load(_directory.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_should_be_read_from_the_setting()
    {
        var file = Path.Combine(_directory.Path, "own.yaml");
        File.WriteAllText(file, "controller:\n  entities:\n    TempWthr: {name: Outside}\n");
        var environment = new Dictionary<string, string>
        {
            ["SERIAL_PORT"] = "tcp://localhost:1", ["MQTT_URL"] = "mqtt://broker", ["HOMEASSISTANT_ENTITIES"] = file,
            ["HOMEASSISTANT_ALL_PARAMETERS"] = "true", ["HOMEASSISTANT_DISCOVERY"] = "entity",
        };

        var options = Load(environment).HomeAssistant!;

        Assert.Equal(("Outside", true, DiscoveryBy.Entity), (Row(options.Entities, "TempWthr").Name, options.AllParameters, options.By));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("mqtt://broker", "none")]
    public void Setting_should_be_refused_when_nothing_is_announced(string? url, string? prefix)
    {
        var environment = new Dictionary<string, string> { ["HOMEASSISTANT_ALL_PARAMETERS"] = "true" };
        if (url is not null)
        {
            environment["MQTT_URL"] = url;
        }

        if (prefix is not null)
        {
            environment["MQTT_DISCOVERY_PREFIX"] = prefix;
        }

        Assert.StartsWith(
            "HOMEASSISTANT_ALL_PARAMETERS (environment): nothing is announced",
            Assert.Throws<ConfigurationException>(() => Load(environment)).Message, StringComparison.Ordinal);
    }

    private static GatewayOptions Load(Dictionary<string, string> environment) =>
        GatewayOptions.From(SettingValues.Load(new Dictionary<Setting, string>(), environment, "/nowhere"));

    private static EntityTable Merge(string yaml) => EntityTable.Merge(new StringReader(yaml), "own.yaml");

    private static EntityRow Row(EntityTable table, string id) => table.Rows.Single(r => r.Id == id);
}
