using System.Runtime.Versioning;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void File_should_set_every_setting_that_has_a_path()
    {
        var sections = Settings.All.Where(s => s.Path is not null).GroupBy(s => s.Path!.Split('.')[0]);
        var yaml = string.Concat(sections.Select(section =>
            $"{section.Key}:\n" + string.Concat(section.Select(s => $"  {s.Path!.Split('.')[1]}: {Sample(s)}\n"))));

        var values = Load(yaml);

        Assert.Equal(Settings.All.Where(s => s.Path is not null), values.Given.Select(v => v.Setting));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    [InlineData("api:\n")]
    [InlineData("api:\n  port:\n")]
    [InlineData("api:\n  port: ~\n")]
    public void File_should_set_nothing_when_it_says_nothing(string yaml) => Assert.Empty(Load(yaml).Given);

    [Theory]
    [InlineData("api:\n  port: 80\n  prot: 1\n", "config.yaml line 3: unknown key 'api.prot'", "api.port")]
    [InlineData("api:\n  port: 80\nserail:\n  port: x\n", "config.yaml line 3: unknown key 'serail'", "serial")]
    [InlineData("\n\napi:\n  port: high\n", "api.port (config.yaml line 4): 'high' is not allowed", "0 to 65535")]
    [InlineData("api:\n  port: [1, 2]\n", "config.yaml line 2: api.port is a list or a section", "0 to 65535")]
    [InlineData("api:\n  port:\n    a: 1\n", "config.yaml line 3: api.port is a list or a section", "0 to 65535")]
    [InlineData("api: 8000\n", "config.yaml line 1: api must hold keys", "host:")]
    [InlineData("- api\n", "config.yaml line 1: the file must hold sections", "serial:")]
    [InlineData("just words", "config.yaml line 1: the file must hold sections", "serial:")]
    [InlineData("api:\n  port: 80\n  port: 81\n", "config.yaml line 3: invalid YAML", "uplicate key")]
    [InlineData("api:\n  port: 80\n host: x\n", "config.yaml line 3: invalid YAML", "")]
    [InlineData("api:\n  port: \"80\n", "config.yaml line ", "invalid YAML")]
    [InlineData("api:\n\tport: 80\n", "config.yaml line 2: invalid YAML", "")]
    [InlineData("api:\n  port: 80\n---\napi:\n  port: 81\n", "config.yaml line 4: a second document", "")]
    [InlineData("? [a]\n: b\n", "config.yaml line 1: a key must be a plain name", "")]
    [InlineData("config:\n  file: x\n", "config.yaml line 1: unknown key 'config'", "")]
    public void File_should_be_refused_with_key_and_line_when_it_is_wrong(string yaml, string start, string also)
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(yaml)).Message;

        Assert.StartsWith(start, error, StringComparison.Ordinal);
        Assert.Contains(also, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void Bad_value_should_be_refused_when_another_source_overrides_it() =>
        Assert.Throws<ConfigurationException>(() => Load("api:\n  port: high\n", new() { ["API_PORT"] = "80" }));

    [FactForUnprivileged]
    [UnsupportedOSPlatform("windows")]
    public void File_should_be_named_when_it_may_not_be_read()
    {
        File.SetUnixFileMode(_directory.Write("config.yaml", "api: {}"), UnixFileMode.None);

        var error = Assert.Throws<ConfigurationException>(() => SettingValues.Load(
            new Dictionary<Setting, string>(), new Dictionary<string, string>(), _directory.Path)).Message;

        Assert.StartsWith("config.yaml can't be read", error, StringComparison.Ordinal);
    }

    private string Sample(Setting setting) => setting.Default.Length > 0 ? $"'{setting.Default}'"
        : setting == Settings.SerialPort ? "tcp://host:1"
        : setting == BrokerSettings.Url ? "mqtt://host"
        : setting == HomeAssistantSettings.GatewayUrl ? "http://gateway"
        : setting == Settings.Hocon ? $"'{_directory.Write("akka.conf", "")}'"
        : setting == NeaSmartSettings.ServerType ? "tcp"
        : setting == NeaSmartSettings.ServerAddress ? "127.0.0.1"
        : setting == NeaSmartSettings.SerialPort ? "/dev/ttyUSB1"
        : setting == NeaSmartSettings.Labels ? "{base1: Ground floor}"
        : setting == BrokerSettings.Deadband ? "{default: 1}"
        : setting == AccessSettings.AllowedHosts ? "[gateway.example.org, nas.local]"
        : setting == AccessSettings.CorsOrigins ? "https://dashboard.example.org"
        : setting == AccessSettings.TrustedProxies ? "172.18.0.0/16"
        : setting == LoggingSettings.Levels ? "{bus: DEBUG, mqtt: WARNING}"
        : setting == LoggingSettings.Syslog ? "udp://nas"
        : setting == HistorySettings.InfluxUrl ? "http://influx:8086/write?precision=ms"
        : setting == TelemetrySettings.Endpoint ? "http://nas:4317"
        : setting == ClusterSettings.Seeds ? "[node1:4053, node2:4053]"
        : setting == ClusterSettings.Database ? "Host=db;Database=econet"
        : "131";

    private SettingValues Load(string yaml, Dictionary<string, string>? environment = null)
    {
        _directory.Write("config.yaml", yaml);
        return SettingValues.Load(new Dictionary<Setting, string>(), environment ?? [], _directory.Path);
    }
}

/// <summary>A test of file permissions, which root and Windows do not know.</summary>
internal sealed class FactForUnprivilegedAttribute : FactAttribute
{
    public FactForUnprivilegedAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Skip = "File permissions do not bind this user.";
        }
    }
}
