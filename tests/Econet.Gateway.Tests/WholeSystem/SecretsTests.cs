using Econet.Gateway.Commands;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Every secret that the gateway is given can be recognized, and is looked for in what it says of its settings.</summary>
[Collection(Processes.Name)]
public sealed class SecretsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>One after the other is what is wrong with the settings.</summary>
    [Theory]
    [InlineData("API_PORT", "high")]
    [InlineData("MQTT_URL", "mqtt//ann:planted@host")]
    [InlineData("MQTT_URL", "ftp://ann:planted@host")]
    [InlineData("HISTORY_INFLUX_URL", "ftp://db/write?u=ann&p=planted")]
    [InlineData("HISTORY_INFLUX_URL", "http://ann:planted@db/write")]
    [InlineData("OTLP_ENDPOINT", "ftp://ann:planted@nas:4317")]
    [InlineData("CLUSTER_DATABASE", "planted")]
    [InlineData("CLUSTER_DATABASE", "Host=db;Nonsense=1;Password=planted")]
    [InlineData("API_JWT_KEYS", "http://login/keys?token=planted")]
    public async Task Message_about_wrong_settings_should_hold_no_secret(string name, string value)
    {
        var environment = PlantedSecrets.Environment(_directory, 1);
        environment[name] = value;
        foreach (var command in new[] { "check", "serve" })
        {
            using var output = new StringWriter();
            using var error = new StringWriter();

            Assert.NotEqual(Cli.Ok, await Cli.RunAsync([command], new Surroundings(output, error, environment, _directory.Path, () => [])));

            Assert.NotEqual("", output.ToString() + error);
            Assert.DoesNotContain(PlantedSecrets.Word, output.ToString() + error, StringComparison.OrdinalIgnoreCase);
        }
    }

    [FactOnLinux]
    public async Task Process_should_show_no_secret_in_the_list_of_processes_and_its_first_lines()
    {
        var environment = PlantedSecrets.WithoutCluster(PlantedSecrets.Environment(_directory, 1));
        environment["MQTT_URL"] = "mqtt://127.0.0.1:1";
        environment["MQTT_USERNAME"] = "ann";
        environment["MQTT_PASSWORD"] = "planted-mqtt";
        await using var gateway = GatewayProcess.Start(_directory.Path, environment, "demo");
        using var client = await gateway.ClientAsync();

        Assert.DoesNotContain(PlantedSecrets.Word, await File.ReadAllTextAsync($"/proc/{gateway.Id}/cmdline"), StringComparison.Ordinal);
        Assert.Contains("MQTT_PASSWORD=***", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(PlantedSecrets.Word, gateway.Output, StringComparison.Ordinal);
    }
}
