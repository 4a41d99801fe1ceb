using System.Net;
using Econet.Gateway.Configuration;
using Econet.Gateway.Logging;
using Econet.Gateway.Tests.Support;
using Serilog.Events;

namespace Econet.Gateway.Tests.Configuration;

public sealed class SettingValuesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Settings_should_have_the_documented_defaults_when_nothing_is_set()
    {
        var options = Options();

        Assert.Empty(options.Devices.Devices);
        Assert.Equal(115200, options.DemoGm3.Baud);
        Assert.Equal(TimeSpan.FromMilliseconds(200), options.DemoGm3.FrameTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.DemoGm3.ReopenAfter);
        Assert.Equal(IPAddress.Any, options.ApiHost);
        Assert.Equal(8000, options.ApiPort);
        Assert.Equal(ParameterKeys.Name, options.ParameterKeys);
        Assert.Null(options.DemoGm3.SourceAddress);
        Assert.Equal(1, options.DemoGm3.ControllerAddress);
        Assert.Equal(3, options.DemoGm3.Attempts);
        Assert.Equal((5, TimeSpan.FromSeconds(60), 3), (options.DemoGm3.Breaker.Failures, options.DemoGm3.Breaker.Reset, options.DemoGm3.Breaker.Trials));
        Assert.True(options.DemoGm3.TokenRequired);
        Assert.Equal((20.0, 3.0), (options.DemoGm3.LongestGap.TotalMilliseconds, options.DemoGm3.ShortestGap.TotalMilliseconds));
        Assert.Equal(TimeSpan.FromSeconds(10), options.DemoGm3.MaxAge);
        Assert.Equal(TimeSpan.FromSeconds(30), options.DemoGm3.WriteTimeout);
        Assert.Equal((10, 100), (options.DemoGm3.WriteBudget.PerHour, options.DemoGm3.WriteBudget.PerDay));
        Assert.Equal(LogEventLevel.Information, options.Log.Level);
        Assert.Equal(LogFormat.Text, options.Log.Format);
    }

    [Fact]
    public void Settings_should_prefer_command_line_over_environment_over_file()
    {
        _directory.Write("config.yaml", "api:\n  port: 1\n  host: 127.0.0.1\nserial:\n  baud: 9600\n");
        var values = Load(
            commandLine: new() { [Settings.ApiPort] = "3" },
            environment: new() { ["API_PORT"] = "2", ["SERIAL_BAUD"] = "19200" });
        var options = GatewayOptions.From(values);

        Assert.Equal((3, 19200, IPAddress.Loopback), (options.ApiPort, options.DemoGm3.Baud, options.ApiHost));
        Assert.Equal("command line", values.SourceOf(Settings.ApiPort));
        Assert.Equal("environment", values.SourceOf(Settings.SerialBaud));
        Assert.Equal("config.yaml line 3", values.SourceOf(Settings.ApiHost));
        Assert.Equal("default", values.SourceOf(LoggingSettings.Level));
        Assert.Equal(["SERIAL_BAUD", "API_HOST", "API_PORT"], values.Given.Select(v => v.Setting.Name));
    }

    [Fact]
    public void Settings_should_take_what_is_set_of_failing_lines_and_devices_from_the_file()
    {
        _directory.Write(
            "config.yaml",
            "serial:\n  watchdog: 0\nprotocol:\n  breaker_failures: 100\n  breaker_reset_seconds: 3600\n  breaker_trials: 20\n");
        var options = Options();

        Assert.Equal(TimeSpan.Zero, options.DemoGm3.ReopenAfter);
        Assert.Equal((100, TimeSpan.FromHours(1), 20), (options.DemoGm3.Breaker.Failures, options.DemoGm3.Breaker.Reset, options.DemoGm3.Breaker.Trials));
    }

    [Fact]
    public void Settings_should_take_the_section_of_writes_from_the_file()
    {
        _directory.Write("config.yaml", "writes:\n  timeout: 600\n  budget_per_hour: 1000\n  budget_per_day: 10000\n");
        var options = Options();

        Assert.Equal(TimeSpan.FromSeconds(600), options.DemoGm3.WriteTimeout);
        Assert.Equal((1000, 10_000), (options.DemoGm3.WriteBudget.PerHour, options.DemoGm3.WriteBudget.PerDay));
    }

    [Fact]
    public void Environment_should_count_as_not_set_when_it_is_empty() =>
        Assert.Equal(8000, Options(new() { ["API_PORT"] = " " }).ApiPort);

    [Theory]
    [InlineData("SERIAL_BAUD", "fast")]
    [InlineData("SERIAL_BAUD", "0")]
    [InlineData("SERIAL_BAUD", "9600.5")]
    [InlineData("SERIAL_TIMEOUT", "NaN")]
    [InlineData("SERIAL_TIMEOUT", "-1")]
    [InlineData("SERIAL_TIMEOUT", "1e400")]
    [InlineData("SERIAL_DRIVER", "usb")]
    [InlineData("SERIAL_DRIVER", "0")]
    [InlineData("SERIAL_PORT", "tcp://host")]
    [InlineData("SERIAL_PORT", "tcp://host:70000")]
    [InlineData("SERIAL_PORT", "tcp://user:secret@host:1")]
    [InlineData("NEASMART_GATEWAY_SERVER_ADDRESS", "tcp://user:secret@host:1")]
    [InlineData("SERIAL_PORT", "udp://host:1")]
    [InlineData("SERIAL_PORT", "tcp://:4001")]
    [InlineData("API_HOST", "heating.local")]
    [InlineData("API_HOST", "8000")]
    [InlineData("API_PORT", "65536")]
    [InlineData("API_PORT", "-1")]
    [InlineData("GM3_SOURCE_ADDRESS", "100")]
    [InlineData("GM3_DEST_ADDRESS", "65535")]
    [InlineData("GM3_RETRY_ATTEMPTS", "0")]
    [InlineData("GM3_TOKEN_REQUIRED", "maybe")]
    [InlineData("GM3_GAP_MAX", "201")]
    [InlineData("GM3_GAP_MAX", "20.5")]
    [InlineData("GM3_GAP_MIN", "2")]
    [InlineData("POLL_INTERVAL", "-1")]
    [InlineData("POLL_INTERVAL", "3601")]
    [InlineData("CACHE_TTL_SECONDS", "0")]
    [InlineData("CACHE_MAX_SIZE", "-1")]
    [InlineData("WRITE_TIMEOUT", "0.9")]
    [InlineData("WRITE_TIMEOUT", "601")]
    [InlineData("WRITE_BUDGET_PER_HOUR", "0")]
    [InlineData("WRITE_BUDGET_PER_HOUR", "1001")]
    [InlineData("WRITE_BUDGET_PER_DAY", "0")]
    [InlineData("WRITE_BUDGET_PER_DAY", "10001")]
    [InlineData("STATE_DIR", "a\nb")]
    [InlineData("LOG_LEVEL", "LOUD")]
    [InlineData("LOG_LEVEL", "3")]
    [InlineData("LOG_FORMAT", "xml")]
    [InlineData("PARAMETER_KEYS", "key")]
    public void Bad_value_should_be_named_with_its_source_and_what_is_allowed(string name, string value)
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(environment: new() { [name] = value })).Message;

        Assert.StartsWith($"{name} (environment): '", error, StringComparison.Ordinal);
        Assert.Contains(Settings.All.Single(s => s.Name == name).Allowed, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Gap_should_be_named_when_its_bounds_are_the_wrong_way_round()
    {
        _directory.Write("config.yaml", "protocol:\n  gap_max: 5\n");

        var error = Assert.Throws<ConfigurationException>(() => Options(new() { ["GM3_GAP_MIN"] = "6" })).Message;

        Assert.Equal("GM3_GAP_MIN (environment) is longer than protocol.gap_max (config.yaml line 2)", error);
    }

    [Theory]
    [InlineData("DEBUG", LogEventLevel.Debug)]
    [InlineData("info", LogEventLevel.Information)]
    [InlineData("Warning", LogEventLevel.Warning)]
    [InlineData("error", LogEventLevel.Error)]
    [InlineData("Verbose", LogEventLevel.Verbose)]
    public void Log_level_should_take_both_sets_of_names(string text, LogEventLevel level) =>
        Assert.Equal(level, Options(new() { ["LOG_LEVEL"] = text }).Log.Level);

    [Theory]
    [InlineData("/dev/ttyUSB0")]
    [InlineData("COM3")]
    [InlineData("tcp://10.0.0.5:4001")]
    [InlineData("tcp://[::1]:4001")]
    public void Serial_port_should_take_devices_and_network_adapters(string port) =>
        Assert.Equal(port, Assert.IsType<Gm3Device>(Assert.Single(Options(new() { ["SERIAL_PORT"] = port }).Devices.Devices)).Port);

    [Fact]
    public void Every_default_should_be_allowed() =>
        Assert.All(Settings.All.Where(s => s.Default.Length > 0), setting => setting.Read(setting.Default));

    [Fact]
    public void Config_file_should_be_missed_only_when_it_was_named()
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(environment: new() { ["CONFIG_FILE"] = "none.yaml" })).Message;

        Assert.Contains("CONFIG_FILE (environment): 'none.yaml' does not exist", error, StringComparison.Ordinal);
        Assert.Equal(8000, Options().ApiPort);
    }

    [Fact]
    public void Config_file_should_be_the_named_one_when_there_are_two()
    {
        _directory.Write("config.yaml", "api: {port: 1}");
        _directory.Write("other.yaml", "api: {port: 2}");

        Assert.Equal(2, Options(new() { ["CONFIG_FILE"] = "other.yaml" }).ApiPort);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Config_file_should_be_refused_when_it_is_a_directory(bool named)
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "config.yaml"));

        var error = Assert.Throws<ConfigurationException>(
            () => Load(environment: named ? new() { ["CONFIG_FILE"] = "config.yaml" } : [])).Message;

        Assert.Contains("is a directory", error, StringComparison.Ordinal);
    }

    private GatewayOptions Options(Dictionary<string, string>? environment = null) => GatewayOptions.From(Load(environment: environment));

    private SettingValues Load(
        Dictionary<Setting, string>? commandLine = null, Dictionary<string, string>? environment = null) =>
        SettingValues.Load(commandLine ?? [], environment ?? [], _directory.Path);
}
