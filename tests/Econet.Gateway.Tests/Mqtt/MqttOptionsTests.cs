using Econet.Gateway.Configuration;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class MqttOptionsTests : IDisposable
{
    private const string Url = "mqtt://broker";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Mqtt_should_be_off_when_there_is_no_url() => Assert.Null(MqttSettings.Load(("MQTT_BASE_TOPIC", "x")));

    [Fact]
    public void Settings_should_have_the_documented_defaults_when_there_is_only_a_url()
    {
        var options = MqttSettings.Load(("MQTT_URL", Url))!;

        Assert.Equal(new Uri("mqtt://broker:1883/"), options.Broker.Uri);
        Assert.Null(options.Username);
        Assert.Null(options.Password);
        Assert.Equal($"econet-{Environment.MachineName}", options.ClientId);
        Assert.Equal(("econet", "homeassistant"), (options.BaseTopic, options.DiscoveryPrefix));
        Assert.Equal((1, MqttPayload.Value, TimeSpan.FromMinutes(5)), (options.Qos, options.Payload, options.Refresh));
        Assert.Empty(options.Authorities);
        Assert.Null(options.Certificate);
    }

    [Theory]
    [InlineData("mqtt://broker:1884", "mqtt://broker:1884")]
    [InlineData("mqtts://broker", "mqtts://broker:8883")]
    [InlineData("MQTT://Broker/", "mqtt://broker:1883")]
    [InlineData("mqtt://[::1]", "mqtt://[::1]:1883")]
    [InlineData("ws://broker", "ws://broker/mqtt")]
    [InlineData("ws://broker:9001/", "ws://broker:9001/mqtt")]
    [InlineData("wss://broker/a/b", "wss://broker/a/b")]
    public void Url_should_be_completed(string text, string url) =>
        Assert.Equal(url, BrokerAddress.Parse(text)!.ToString());

    [Fact]
    public void User_and_password_should_be_taken_from_the_url_decoded()
    {
        var options = MqttSettings.Load(("MQTT_URL", "mqtt://me%40home:s%3Acret@broker"))!;

        Assert.Equal(("me@home", "s:cret"), (options.Username, options.Password));
        Assert.Equal("mqtt://broker:1883", options.ToString());
    }

    [Theory]
    [InlineData("one line\n", "one line")]
    [InlineData(" spaces stay \r\n", " spaces stay ")]
    public void Password_should_be_taken_from_a_file_without_its_line_end(string text, string password)
    {
        var file = _directory.Write("password", text);

        Assert.Equal(
            password, MqttSettings.Load(("MQTT_URL", Url), ("MQTT_USERNAME", "me"), ("MQTT_PASSWORD_FILE", file))!.Password);
    }

    [Fact]
    public void Discovery_should_be_off_when_the_prefix_is_none() =>
        Assert.Empty(MqttSettings.Load(("MQTT_URL", Url), ("MQTT_DISCOVERY_PREFIX", "none"))!.DiscoveryPrefix);

    [Theory]
    [InlineData("MQTT_URL", "broker")]
    [InlineData("MQTT_URL", "http://broker")]
    [InlineData("MQTT_URL", "mqtt://")]
    [InlineData("MQTT_URL", "mqtt://broker:99999")]
    [InlineData("MQTT_URL", "mqtt://broker/topic")]
    [InlineData("MQTT_URL", "mqtt://broker?x=1")]
    [InlineData("MQTT_BASE_TOPIC", "a/#")]
    [InlineData("MQTT_BASE_TOPIC", "/a")]
    [InlineData("MQTT_BASE_TOPIC", "a/")]
    [InlineData("MQTT_BASE_TOPIC", "$SYS")]
    [InlineData("MQTT_DISCOVERY_PREFIX", "home+assistant")]
    [InlineData("MQTT_QOS", "3")]
    [InlineData("MQTT_PAYLOAD", "xml")]
    [InlineData("MQTT_REFRESH", "-1")]
    public void Bad_value_should_be_named(string name, string value) =>
        Assert.StartsWith($"{name} (environment): '", Error((name, value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("MQTT_USERNAME (environment): there is no MQTT_URL that it could be for", "MQTT_USERNAME=me")]
    [InlineData("MQTT_CA_FILE (environment): there is no MQTT_URL", "MQTT_CA_FILE=x")]
    [InlineData("MQTT_USERNAME (environment): MQTT_URL names a user", "MQTT_URL=mqtt://you@broker", "MQTT_USERNAME=me")]
    [InlineData("MQTT_PASSWORD (environment): MQTT_URL has a password", "MQTT_URL=mqtt://me:secret@broker", "MQTT_PASSWORD=secret2")]
    [InlineData("MQTT_URL (environment): there is no user name", "MQTT_URL=mqtt://:secret@broker")]
    [InlineData("MQTT_BASE_TOPIC (environment): Home Assistant's own topics", "MQTT_URL=mqtt://broker", "MQTT_BASE_TOPIC=homeassistant")]
    [InlineData(
        "MQTT_BASE_TOPIC (environment): Home Assistant's own topics",
        "MQTT_URL=mqtt://broker", "MQTT_BASE_TOPIC=homeassistant", "MQTT_DISCOVERY_PREFIX=ha")]
    [InlineData("MQTT_DISCOVERY_PREFIX (environment): the gateway's own topics", "MQTT_URL=mqtt://broker", "MQTT_DISCOVERY_PREFIX=econet")]
    [InlineData("MQTT_PASSWORD (environment): there is no user name", "MQTT_URL=mqtt://broker", "MQTT_PASSWORD=secret")]
    [InlineData(
        "MQTT_PASSWORD_FILE (environment): there is MQTT_PASSWORD already",
        "MQTT_URL=mqtt://me@broker", "MQTT_PASSWORD=secret", "MQTT_PASSWORD_FILE=x")]
    [InlineData("MQTT_PASSWORD_FILE (environment): '/nowhere/x' can't be used", "MQTT_URL=mqtt://me@broker", "MQTT_PASSWORD_FILE=/nowhere/x")]
    [InlineData("MQTT_CA_FILE (environment): MQTT_URL is not encrypted", "MQTT_URL=mqtt://broker", "MQTT_CA_FILE=x")]
    [InlineData("MQTT_CA_FILE (environment): '/nowhere/x' can't be used", "MQTT_URL=mqtts://broker", "MQTT_CA_FILE=/nowhere/x")]
    [InlineData("MQTT_CERT_FILE (environment): MQTT_URL is not encrypted", "MQTT_URL=ws://broker", "MQTT_CERT_FILE=x")]
    [InlineData("MQTT_KEY_FILE (environment): there is no MQTT_CERT_FILE", "MQTT_URL=mqtts://broker", "MQTT_KEY_FILE=x")]
    [InlineData("MQTT_PAYLOAD (environment): json leaves Home Assistant", "MQTT_URL=mqtt://broker", "MQTT_PAYLOAD=json")]
    public void Settings_should_be_refused_when_they_contradict_each_other(string error, params string[] settings)
    {
        var told = Error([.. settings.Select(s => (s.Split('=', 2)[0], s.Split('=', 2)[1]))]);

        Assert.StartsWith(error, told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Authorities_should_be_refused_when_the_file_holds_none() =>
        Assert.Contains(
            "it holds no certificate",
            Error(("MQTT_URL", "mqtts://broker"), ("MQTT_CA_FILE", _directory.Write("ca.pem", "nothing"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("mqtt://me:secret@broker:1", "mqtt://***@broker:1")]
    [InlineData("mqtt://me:sec@ret@broker", "mqtt://***@broker")]
    [InlineData("mqtt://me:sec?#/ret@broker", "mqtt://***@broker")]
    [InlineData("me:secret@broker", "***@broker")]
    [InlineData("ws://broker/mqtt?token=secret", "ws://broker/mqtt")]
    [InlineData("ws://me:a@broker/mqtt?token=secret", "ws://***@broker/mqtt")]
    [InlineData("mqtt://broker", "mqtt://broker")]
    [InlineData("a@b://secret", "***@b://secret")]
    public void Url_should_be_told_without_its_secrets(string text, string told) => Assert.Equal(told, BrokerAddress.Mask(text));

    [Fact]
    public void Secrets_should_not_be_told_among_what_is_given()
    {
        var values = SettingValues.Load(
            new Dictionary<Setting, string>(),
            new Dictionary<string, string> { ["MQTT_URL"] = "mqtt://me:secret@broker", ["MQTT_PASSWORD"] = "secret" },
            "/nowhere");

        Assert.Equal(["mqtt://***@broker", "***"], values.Given.Select(v => v.Text));
    }

    [Fact]
    public void Secrets_should_not_be_told_when_the_url_is_bad()
    {
        var error = Error(("MQTT_URL", "mqtt://me:secret@broker:port"));

        Assert.StartsWith("MQTT_URL (environment): 'mqtt://***@broker:port' is not allowed", error, StringComparison.Ordinal);
    }

    private static string Error(params (string Name, string Value)[] environment) =>
        Assert.Throws<ConfigurationException>(() => MqttSettings.Load(environment)).Message;
}
