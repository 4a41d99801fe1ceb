using Econet.Gateway.Audit;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Inventory;
using Econet.Gateway.Logging;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Hosting;

/// <summary>
/// Reads the settings again when their file has changed and on SIGHUP. What can change while the gateway runs does, and the rest is logged. Wrong
/// settings change nothing, and the gateway has a problem until they are corrected.
/// </summary>
internal sealed partial class ConfigurationReload(
    CurrentOptions current, DeviceInventory inventory, LogLevels levels, MqttRuns mqtt, GatewayProblems problems,
    AuditTrail audit, HangUpSignal hangUp, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ConfigurationReload> logger) : BackgroundService
{
    /// <summary>Polled, not watched: changes on container mounts are not reported.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Used once, at the start.</summary>
    private static readonly Setting[] AtStart =
    [
        Settings.ApiHost, Settings.ApiPort, AccessSettings.CorsOrigins, AccessSettings.TrustedProxies, .. JwtSettings.All, .. TlsSettings.All,
        .. LimitSettings.All, .. HistorySettings.All, Settings.StateDirectory, LoggingSettings.Format,
        LoggingSettings.File, LoggingSettings.FileSize, LoggingSettings.FileDays, LoggingSettings.Syslog, .. ClusterSettings.All, .. TelemetrySettings.All, Settings.Hocon,
    ];

    private static readonly Setting[] OfMqtt = [.. BrokerSettings.All, .. HomeAssistantSettings.All, .. VocabularySettings.All];

    private readonly SemaphoreSlim _one = new(1);
    private readonly Terminal _terminal = new();
    private readonly SettingValues _first = current.Value.Values;
    private readonly Dictionary<Setting, string> _told = [];
    private readonly HashSet<string> _remarks = [.. current.Value.Values.Remarks];
    private string _mqtt = MqttOf(current.Value.Values);

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = StampOf(current.Value.Values);
        var seen = known;
        IDisposable? following = null;
        // A signal that comes earlier waits: there is nothing to change yet.
        using var started = lifetime.ApplicationStarted.Register(() => following = hangUp.Follow(HangUp));
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // A file that still changes may be half written.
                var stamp = StampOf(current.Value.Values);
                if (stamp == seen && stamp != known)
                {
                    known = stamp;
                    await ReloadAsync();
                }

                seen = stamp;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            following?.Dispose();
        }

        void HangUp()
        {
            if (_terminal.IsGone)
            {
                lifetime.StopApplication();
            }
            else
            {
                LogHangUp();
                known = seen = StampOf(current.Value.Values);
                _ = ReloadAsync();
            }
        }
    }

    /// <summary>Reads the settings, and does what is new in them.</summary>
    public async Task ReloadAsync()
    {
        await _one.WaitAsync();
        try
        {
            var values = current.Value.Values.Again();
            var options = GatewayOptions.From(values);
            await ApplyAsync(options, values);
            problems.Clear(GatewayProblemCode.ConfigurationUnreadable);
        }
        catch (ConfigurationException wrong)
        {
            var message = $"{wrong.Message.ReplaceLineEndings("; ")}. Nothing has changed: the previous settings stay in use until the file is corrected";
            LogWrong(message);
            problems.Raise(GatewayProblemCode.ConfigurationUnreadable, message);
        }
        catch (Exception unexpected)
        {
            LogFailed(unexpected);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task ApplyAsync(GatewayOptions options, SettingValues values)
    {
        var before = current.Value;
        if (options.Devices.Devices.Count == 0 && before.Devices.Devices.Count > 0)
        {
            throw new ConfigurationException("No device is configured; set SERIAL_PORT or NEASMART_GATEWAY_SERVER_TYPE, or add sections under devices:");
        }

        foreach (var remark in values.Remarks.Where(_remarks.Add))
        {
            Log.Remark(logger, remark);
        }

        TellWhatWaits(values);
        current.Value = options;
        if (options.Log.Level != before.Log.Level || !options.Log.Levels.SequenceEqual(before.Log.Levels))
        {
            levels.Set(options.Log.Level, options.Log.Levels);
        }

        await inventory.ReconfigureAsync(options.Devices.Devices, values);
        if (MqttOf(values) is var settings && settings != _mqtt)
        {
            _mqtt = settings;
            mqtt.Restart();
        }

        audit.Add(new AuditEntry(time.GetUtcNow(), AuditKinds.Configuration, Outcome: "reloaded"));
        LogRead();
    }

    /// <summary>What has changed since the start and has to wait for the next one; each change is logged once.</summary>
    private void TellWhatWaits(SettingValues values)
    {
        foreach (var setting in AtStart)
        {
            var (text, source) = values.TextOf(setting);
            if (text != _told.GetValueOrDefault(setting, _first.TextOf(setting).Text))
            {
                LogWaits(values.NameOf(setting), source);
            }

            _told[setting] = text;
        }
    }

    /// <summary>What MQTT was set up with, files that its settings name among it.</summary>
    private static string MqttOf(SettingValues values) =>
        string.Join('\n', OfMqtt.Select(values.TextOf).Select(given => $"{given.Text} {FileStamp.Of(given.Text)}"));

    private static string StampOf(SettingValues values)
    {
        try
        {
            return values.File() is { } file ? $"{file} {FileStamp.Of(file)}" : "";
        }
        catch (ConfigurationException wrong)
        {
            return wrong.Message;
        }
    }

    [LoggerMessage(LogLevel.Information, "SIGHUP received: reloading the settings")]
    private partial void LogHangUp();

    [LoggerMessage(LogLevel.Error, "The settings can't be reloaded: {Message}")]
    private partial void LogWrong(string message);

    [LoggerMessage(LogLevel.Error, "The settings can't be reloaded")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Information, "The settings were reloaded")]
    private partial void LogRead();

    [LoggerMessage(LogLevel.Warning, "{Setting} ({Source}) has changed; it takes effect at the next start")]
    private partial void LogWaits(string setting, string source);
}
