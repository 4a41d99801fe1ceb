using Econet.Gateway.Configuration;

namespace Econet.Gateway.Tests.Configuration;

public sealed class AccessSettingsTests
{
    [Fact]
    public void Reading_should_be_open_and_writing_not_by_default()
    {
        var access = Options().Access;

        Assert.Equal(ApiAuth.Writes, access.Auth);
        Assert.Empty(access.AllowedHosts);
        Assert.Empty(access.CorsOrigins);
        Assert.Empty(access.TrustedProxies);
    }

    [Fact]
    public void Protection_that_another_gateway_was_asked_for_should_be_there() =>
        Assert.Equal(ApiAuth.All, Options(("NEASMART_API_ENABLE_AUTH", "true")).Access.Auth);

    [Fact]
    public void Lists_should_be_read_and_the_host_of_the_owners_link_be_known()
    {
        var access = Options(
            ("API_ALLOWED_HOSTS", "Heating.example.org, *.home.example.org"),
            ("API_CORS_ORIGINS", "https://dashboard.example.org:443/"),
            ("API_TRUSTED_PROXIES", "192.168.1.2, 172.18.0.0/16, fd00::/8"),
            ("MQTT_URL", "mqtt://broker"),
            ("HOMEASSISTANT_GATEWAY_URL", "https://cellar.example.org/heating")).Access;

        Assert.Equal(["heating.example.org", "*.home.example.org", "cellar.example.org"], access.AllowedHosts);
        Assert.Equal(["https://dashboard.example.org"], access.CorsOrigins);
        Assert.Equal(["192.168.1.2", "172.18.0.0/16", "fd00::/8"], access.TrustedProxies);
    }

    [Theory]
    [InlineData("API_AUTH", "maybe")]
    [InlineData("API_ALLOWED_HOSTS", "http://heating.example.org")]
    [InlineData("API_ALLOWED_HOSTS", "*")]
    [InlineData("API_CORS_ORIGINS", "*")]
    [InlineData("API_CORS_ORIGINS", "https://dashboard.example.org/path")]
    [InlineData("API_TRUSTED_PROXIES", "proxy.example.org")]
    [InlineData("API_TRUSTED_PROXIES", "172.18.0.0/40")]
    public void Value_should_be_refused_with_what_is_allowed(string name, string value)
    {
        var bad = Assert.Throws<ConfigurationException>(() => Options((name, value)));

        Assert.StartsWith($"{name} (environment): '{value}' is not allowed; it takes ", bad.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("API_TLS_KEY_FILE", "a.key", "API_TLS_KEY_FILE (environment): there is no API_TLS_CERT_FILE that it could be for")]
    [InlineData("API_HTTP_REDIRECT_PORT", "80", "API_HTTP_REDIRECT_PORT (environment): there is no API_TLS_CERT_FILE that it could be for")]
    [InlineData("API_JWT_ISSUER", "https://login.example.org", "API_JWT_ISSUER (environment): API_JWT_AUDIENCE is missing; tokens need API_JWT_ISSUER, API_JWT_AUDIENCE, API_JWT_KEYS")]
    public void Half_a_protection_should_be_refused(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Options((name, value))).Message);

    [Fact]
    public void Keys_of_tokens_should_not_come_over_the_network_in_plain() => Assert.Contains("https://", Assert.Throws<ConfigurationException>(() => Options(
        ("API_JWT_ISSUER", "a"), ("API_JWT_AUDIENCE", "b"), ("API_JWT_KEYS", "http://login.example.org/keys"))).Message, StringComparison.Ordinal);

    private static GatewayOptions Options(params (string Name, string Value)[] environment) => GatewayOptions.From(SettingValues.Load(
        new Dictionary<Setting, string>(), environment.ToDictionary(given => given.Name, given => given.Value), "/nowhere"));
}
