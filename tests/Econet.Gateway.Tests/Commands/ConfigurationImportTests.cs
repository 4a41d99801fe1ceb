using Econet.Gateway.Commands;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Commands;

public sealed class ConfigurationImportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private string Written => File.ReadAllText(Path.Combine(_directory.Path, "config.yaml"));

    public void Dispose()
    {
        _directory.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Json_of_a_NEA_SMART_gateway_should_become_todays_form_and_what_has_no_effect_be_told()
    {
        _directory.Write("old.json", """
            {
              "server": { "type": "tcp", "address": "127.0.0.1", "port": 1502 },
              "modbus": { "slave_id": 17, "circuit_breaker_failure_threshold": 5 },
              "api": { "host": "127.0.0.1", "port": 5001 },
              "structures": [ { "base_id": 1, "base_label": "First Floor", "zones": [ { "id": 1, "label": "Mum's room" } ] } ]
            }
            """);

        Assert.Equal(Cli.Ok, await RunAsync(null, "config", "import", "old.json"));

        Assert.Equal(
            """
            # The settings of this gateway, imported from old.json, each with its source.
            api:
              host: '127.0.0.1'  # old.json line 4
              port: '5001'  # old.json line 4
            neasmart:
              server_type: 'tcp'  # old.json line 2
              server_address: '127.0.0.1'  # old.json line 2
              server_port: '1502'  # old.json line 2
              slave_id: '17'  # old.json line 3
              labels:  # old.json line 5
                base1: 'First Floor'
                base1_zone1: 'Mum''s room'

            """.ReplaceLineEndings("\n"),
            Written.ReplaceLineEndings("\n"));
        Assert.Equal(
            "note: modbus.circuit_breaker_failure_threshold (old.json line 3) has no effect: a Modbus slave sends no requests that it could retry\nconfig.yaml was written\n",
            _out.ToString().ReplaceLineEndings("\n"));
        Assert.Empty(_error.ToString());
    }

    [Theory]
    [InlineData("options.json", """{"listen_address": "0.0.0.0", "listen_port": "1502", "server_type": "tcp", "slave_ids": [240, 17]}""")]
    [InlineData("econext.yaml", "serial: { port: /dev/ttyUSB0, baud: 38400 }\nprotocol: { destination_address: 237 }\napi: { workers: 4, port: 8001 }\n")]
    [InlineData("two.yaml", "devices:\n  a: { kind: gm3, port: COM1, name: \"It's #1: a\", protocol: { retry_attempts: 5 }, thermostat: { enabled: true } }\n  b: { kind: neasmart, server: { type: tcp, port: 1502 }, labels: { base1_zone1: 'Bath: upper' } }\n")]
    [InlineData("mqtt.yaml", "serial: { port: COM1 }\nmqtt: { url: 'mqtt://broker', username: me, password: 's3:cret #1' }\n")]
    public async Task Export_of_an_import_should_be_that_of_the_original_and_import_again(string file, string text)
    {
        _directory.Write(file, text);
        var before = await ExportAsync(file);

        Assert.Equal(Cli.Ok, await RunAsync(null, "config", "import", file));

        Assert.Equal(before, await ExportAsync("config.yaml"));
        var once = Bare(Written);
        Assert.Equal(Cli.Ok, await RunAsync(null, "config", "import", "config.yaml", "--force"));
        Assert.Equal(once, Bare(Written));
    }

    [Fact]
    public async Task Secrets_should_come_along_into_a_file_that_is_the_owners_alone_and_into_no_log()
    {
        _directory.Write("old.yaml", "mqtt: { url: 'mqtt://broker', password: s3cret }\n");

        Assert.Equal(Cli.Ok, await RunAsync(null, "config", "import", "old.yaml"));

        Assert.Contains("password: 's3cret'", Written, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _out.ToString(), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory.Path, "config.yaml")));
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("n", false)]
    [InlineData("y", true)]
    public async Task File_that_is_there_should_stay_unless_its_owner_says_otherwise(string? answer, bool overwrites)
    {
        _directory.Write("old.yaml", "serial: { port: COM1 }\n");
        _directory.Write("config.yaml", "# mine\n");

        Assert.Equal(overwrites ? Cli.Ok : Cli.Failed, await RunAsync(answer, "config", "import", "old.yaml"));

        Assert.Equal(!overwrites, Written == "# mine\n");
        if (!overwrites)
        {
            Assert.Equal("config.yaml already exists and was not changed; --force overwrites it", _error.ToString().Trim());
        }
    }

    [Theory]
    [InlineData("missing.yaml", "'missing.yaml' does not exist; give the YAML or JSON file to import")]
    [InlineData("bad.yaml", "bad.yaml line 1: unknown key 'serial.prt'; there are serial.port")]
    [InlineData("range.yaml", "serial.baud (range.yaml line 1): '300' is not allowed; it takes one of")]
    [InlineData("same.yaml", "The devices a (same.yaml line 2) and b (same.yaml line 3) have the same port, COM1")]
    public async Task Import_should_fail_with_the_place_when_the_file_is_wrong(string file, string error)
    {
        _directory.Write("bad.yaml", "serial: { prt: COM1 }\n");
        _directory.Write("range.yaml", "serial: { baud: 300 }\n");
        _directory.Write("same.yaml", "devices:\n  a: { kind: gm3, port: COM1 }\n  b: { kind: gm3, port: COM1 }\n");

        Assert.Equal(Cli.Misused, await RunAsync(null, "config", "import", file));

        Assert.StartsWith(error, _error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_directory.Path, "config.yaml")));
    }

    [Fact]
    public async Task File_beside_it_that_would_be_found_as_well_should_be_told()
    {
        _directory.Write("config.json", """{"serial": {"port": "COM1"}}""");

        Assert.Equal(Cli.Ok, await RunAsync(null, "config", "import", "config.json"));

        Assert.Contains("note: config.json exists too; remove it, or set CONFIG_FILE=config.yaml", _out.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Without where things stood, which an import changes.</summary>
    private static string Bare(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Split("  #")[0]).Where(line => !line.StartsWith('#')));

    private async Task<string> ExportAsync(string file)
    {
        using var exported = new StringWriter();
        Assert.Equal(Cli.Ok, await Cli.RunAsync(
            ["config", "export"], new Surroundings(exported, _error, new Dictionary<string, string> { ["CONFIG_FILE"] = file }, _directory.Path, () => [])));
        return Bare(exported.ToString());
    }

    private Task<int> RunAsync(string? answer, params string[] arguments) => Cli.RunAsync(
        arguments,
        new Surroundings(_out, _error, new Dictionary<string, string>(), _directory.Path, () => [])
        {
            In = answer is null ? null : new StringReader(answer),
        });
}
