using System.IO.Compression;
using Econet.Gateway.Commands;
using Econet.Gateway.Configuration;
using Econet.Gateway.Support;
using Econet.Gateway.Tests.Remote;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.SupportBundles;

public sealed class SupportBundleTests
{
    [Fact]
    public async Task Bundle_should_hold_settings_status_and_log_and_no_secret()
    {
        await using var run = await RemoteRun.StartAsync();
        var file = run.Directory.Write("password", "planted-in-file\n");
        run.Directory.Write("config.yaml", """
            mqtt: { url: "mqtt://ann:planted%21url@broker:1883", password: planted-plain }
            logging: { level: DEBUG }
            """);
        run.Environment["MQTT_PASSWORD_FILE"] = file;
        run.Environment["LOG_FILE"] = Path.Combine(run.Directory.Path, "gateway.log");
        run.Directory.Write("gateway20260122.log", """
            12:00 INFO connecting to mqtt://ann:planted!url@broker:1883
            12:01 WARN somebody typed planted-plain and planted-in-file
            12:02 INFO {"password": "planted-elsewhere", "authorization": "Bearer planted-bearer"}
            12:03 INFO the heat pump answers
            """);

        Assert.Equal(Cli.Ok, await run.RunAsync("support-bundle", "s.zip"));

        var texts = Read(Path.Combine(run.Directory.Path, "s.zip"));
        Assert.All(texts, text => Assert.DoesNotContain("planted", text.Value, StringComparison.Ordinal));
        Assert.Contains("the heat pump answers", texts["log.txt"], StringComparison.Ordinal);
        Assert.Contains("level: 'DEBUG'", texts["settings.yaml"], StringComparison.Ordinal);
        Assert.Contains("\"status\"", texts["health.json"], StringComparison.Ordinal);
        Assert.Contains("\"kind\"", texts["status-heatpump.json"], StringComparison.Ordinal);
        Assert.DoesNotContain("planted", run.Out + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_should_be_made_when_nothing_works()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("config.yaml", "api: { port: high }\nmqtt: { password: 'planted-1', url: mqtt://ann:planted-2@broker }\n");
        directory.Write("log", "planted-1 planted-2 planted-3 planted-4");
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(Cli.Ok, await Cli.RunAsync(
            ["support-bundle", "s.zip", "--log", "log"],
            new Surroundings(output, error, new Dictionary<string, string> { ["MQTT_PASSWORD"] = "planted-3", ["ECONET_API_KEY"] = "planted-4" }, directory.Path, () => [])));

        var texts = Read(Path.Combine(directory.Path, "s.zip"));
        Assert.Contains("'high' is not allowed", texts["settings.yaml"], StringComparison.Ordinal);
        Assert.Contains("'high' is not allowed", texts["unreachable.txt"], StringComparison.Ordinal);
        Assert.All(texts, text => Assert.DoesNotContain("planted", text.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mqtt://ann:pw@host", "mqtt://ann:***@host")]
    [InlineData("to 'http://db:8086/write?db=x&u=ann&p=hunter2' in vain", "to 'http://db:8086/write?db=x&u=ann&p=***' in vain")]
    [InlineData("https://login/keys?token=abc&page=2", "https://login/keys?token=***&page=2")]
    [InlineData("PASSWORD=hunter2 and more", "PASSWORD=*** and more")]
    [InlineData("\"api_key\":\"abc\",\"a\":1", "\"api_key\":\"***\",\"a\":1")]
    [InlineData("the token is held: granted 3", "the token is held: granted 3")]
    [InlineData("key: name", "key: name")]
    public void Redaction_should_know_what_looks_like_a_secret(string text, string told) => Assert.Equal(told, new Redaction([]).Of(text));

    [Fact]
    public void Redaction_should_know_every_secret_setting()
    {
        string[] texts = ["mqtt://ann:planted1@host", "http://db:8086/write?db=x&u=ann&p=planted1", "Host=db;Database=econet;Username=ann;Password=planted1"];
        var secret = Settings.All.Where(setting => texts.Any(text => setting.Told(text) != text)).ToList();
        Assert.Contains(secret, setting => setting.Name == "MQTT_PASSWORD");
        Assert.Contains(secret, setting => setting.Name == "CLUSTER_DATABASE");
        Assert.All(secret, setting =>
        {
            var environment = new Dictionary<string, string> { [setting.Name] = texts.First(text => IsTaken(setting, text)) };
            var redaction = new Redaction(Redaction.SecretsOf(SettingValues.Load(new Dictionary<Setting, string>(), environment, "/nowhere")));

            Assert.DoesNotContain("planted1", redaction.Of($"x planted1 y {environment[setting.Name]} z"), StringComparison.Ordinal);
        });

        static bool IsTaken(Setting setting, string text)
        {
            try
            {
                return setting.Read(text) is not null;
            }
            catch (FormatException)
            {
                return false;
            }
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        });
    }
}
