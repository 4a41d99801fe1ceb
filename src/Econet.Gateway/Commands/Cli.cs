using System.Net;
using System.Net.Sockets;
using Econet.Actors;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Gateway.Backups;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Listening;
using Econet.Gateway.Remote;
using Econet.Gateway.Security;

namespace Econet.Gateway.Commands;

/// <summary>The command line: from arguments to an exit code. Whatever goes wrong ends in one line on standard error.</summary>
internal static class Cli
{
    public const int Ok = 0;
    public const int Failed = 1;

    /// <summary>The command line or a setting is wrong, or there is no bus.</summary>
    public const int Misused = 2;

    private static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings around)
    {
        try
        {
            switch (CommandLine.Parse(arguments))
            {
                case Request.Print print:
                    await around.Out.WriteAsync(print.Text);
                    return Ok;
                case Request.Run run:
                    return await ServeAsync(run, around);
                case Request.HealthCheck check:
                    return await CheckHealthAsync(check, around);
                case Request.Check check:
                    return await ConfigurationCheck.RunAsync(check, around);
                case Request.ExportConfiguration export:
                    await around.Out.WriteAsync(
                        ExportedConfiguration.Write(SettingValues.Load(export.Settings, around.Environment, around.Directory)));
                    return Ok;
                case Request.ImportConfiguration import:
                    return await ConfigurationImport.RunAsync(import, around);
                case Request.AddKey add:
                    return await KeyRuns.AddAsync(add, around);
                case Request.ListKeys list:
                    return await KeyRuns.ListAsync(list, around);
                case Request.RevokeKey revoke:
                    return await KeyRuns.RevokeAsync(revoke, around);
                case Request.Simulate simulate:
                    await Simulations.RunAsync(simulate, around);
                    return Ok;
                case Request.SimulateNeaSmart simulate:
                    await Simulations.RunAsync(simulate, around);
                    return Ok;
                case Request.Listen listen:
                    return await Listenings.RunAsync(listen, around);
                case Request.Replay replay:
                    return await Listenings.RunAsync(replay, around);
                case Request.Get get:
                    return await Remotes.RunAsync(get, around);
                case Request.Set set:
                    return await Remotes.RunAsync(set, around);
                case Request.Watch watch:
                    return await Remotes.RunAsync(watch, around);
                case Request.ListDevices list:
                    return await DeviceRuns.RunAsync(list, around);
                case Request.AddDevice add:
                    return await DeviceRuns.RunAsync(add, around);
                case Request.RemoveDevice remove:
                    return await DeviceRuns.RunAsync(remove, around);
                case Request.ImportHistory import:
                    return await HistoryRuns.RunAsync(import, around);
                case Request.SupportBundle bundle:
                    return await SupportRun.RunAsync(bundle, around);
                case Request.Backup backup:
                    return await BackupRuns.RunAsync(backup, around);
                case Request.Restore restore:
                    return await BackupRuns.RunAsync(restore, around);
                case Request.Diff diff:
                    return await BackupRuns.RunAsync(diff, around);
                case Request.CheckVocabulary check:
                    return await VocabularyCheck.RunAsync(check.File, around);
                default:
                    throw new InvalidOperationException("A request without a command.");
            }
        }
        catch (CommandLineException wrong)
        {
            return await FailAsync(around, Misused, $"{wrong.Message}. {CommandLine.Hint}");
        }
        catch (ConfigurationException bad)
        {
            return await FailAsync(around, Misused, bad.Message);
        }
        catch (RemoteException refused)
        {
            return await FailAsync(around, refused.Code, refused.Message);
        }
        catch (Exception bad) when (bad is RecordingException or BackupException)
        {
            return await FailAsync(around, Failed, bad.Message);
        }
        catch (KeyStoreException unusable)
        {
            return await FailAsync(around, Failed, unusable.Message);
        }
        catch (BusPortException unreachable)
        {
            return await FailAsync(around, Failed, unreachable.Message);
        }
        catch (OperationCanceledException) when (around.Stop.IsCancellationRequested)
        {
            return Ok;
        }
        catch (Exception unexpected)
        {
            return await FailAsync(
                around, Failed, $"{unexpected.GetType().Name}: {FailureReason.Of(unexpected)} (set LOG_LEVEL=DEBUG for details)");
        }
    }

    private static async Task<int> ServeAsync(Request.Run run, Surroundings around)
    {
        // From beginning to end, so that no signal is lost before the host listens, or between two hosts.
        using var stop = new StopSignal(around.Stop);
        using var hangUp = new HangUpSignal();
        while (true)
        {
            var (code, isAgain) = await ServeOnceAsync(run, around, hangUp, stop.Token);
            if (!isAgain || stop.Token.IsCancellationRequested)
            {
                return code;
            }
        }
    }

    /// <returns>The exit code, and whether somebody asked for a restart.</returns>
    private static async Task<(int Code, bool IsAgain)> ServeOnceAsync(
        Request.Run run, Surroundings around, HangUpSignal hangUp, CancellationToken stop)
    {
        var values = SettingValues.Load(run.Settings, around.Environment, around.Directory);
        var options = GatewayOptions.From(values);
        if (File.Exists(options.StateDirectory))
        {
            throw new ConfigurationException(
                $"STATE_DIR ({values.SourceOf(Settings.StateDirectory)}): {SettingValues.Quote(options.StateDirectory)} is a file; "
                + $"it takes {Settings.StateDirectory.Allowed}");
        }

        if (Unbindable(options.ApiHost, options.ApiPort) is { } reason)
        {
            return (await FailAsync(around, Failed, PortMessage(values, options, reason)), false);
        }

        foreach (var device in run.Demo ? [] : options.Devices.Devices)
        {
            if (device is NeaSmartDevice { Options.Server: NeaSmartServer.Tcp modbus } && Unbindable(modbus.Address, modbus.Port) is { } why)
            {
                return (await FailAsync(around, Failed, ModbusPortMessage(values.For(device.Id), modbus, why)), false);
            }
        }

        PrivateFiles.Begin();
        PrivateFiles.Close(Composition.StateDirectory(options, run.Demo));
        await using var app = GatewayHost.Build(options, run.Demo, builder => builder.Services.AddSingleton(hangUp));
        var restart = app.Services.GetRequiredService<RestartRequest>();
        restart.Objection = () => WhyNotAgain(run, around);
        GatewayHost.LogStart(app, options, values, run.Demo);
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception) when (stop.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Whatever the stop interrupted, and whoever heard the signal first. What had started already leaves the bus.
            await app.StopAsync(CancellationToken.None);
            return (Ok, false);
        }
        catch (IOException taken) when (taken.InnerException is not null)
        {
            return (await FailAsync(around, Failed, PortMessage(values, options, FailureReason.Of(taken))), false);
        }
        catch (Exception failed)
        {
            Log.StartFailed(app.Logger, failed);
            throw;
        }

        GatewayHost.LogStarted(app);
        var address = new ServedAddress(options.StateDirectory);
        address.Tell(app.Urls.First());
        using var impatience = new SecondSignal(() => GatewayHost.StopAtOnce(app));
        await app.WaitForShutdownAsync(stop);
        return (Ok, restart.IsMade);
    }

    /// <summary>Why the gateway would not start with the settings as they are now; null when it would.</summary>
    private static string? WhyNotAgain(Request.Run run, Surroundings around)
    {
        try
        {
            _ = GatewayOptions.From(SettingValues.Load(run.Settings, around.Environment, around.Directory));
            return null;
        }
        catch (ConfigurationException wrong)
        {
            return $"The gateway would not start again: {wrong.Message}";
        }
    }

    /// <summary>
    /// Why a port can't be had, null when it can. Tried before anything touches the bus, which another gateway may be serving.
    /// </summary>
    internal static string? Unbindable(IPAddress address, int port)
    {
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(address, port));
            probe.Listen();
            return null;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.AddressAlreadyInUse ? "it is in use by another program" : FailureReason.Of(refused);
        }
    }

    private static string PortMessage(SettingValues values, GatewayOptions options, string reason) =>
        $"API_PORT ({values.SourceOf(Settings.ApiPort)}), API_HOST ({values.SourceOf(Settings.ApiHost)}): "
        + $"can't serve on {new IPEndPoint(options.ApiHost, options.ApiPort)}: {reason}";

    private static string ModbusPortMessage(SettingValues values, NeaSmartServer.Tcp modbus, string reason) =>
        $"{values.NameOf(NeaSmartSettings.ServerPort)} ({values.SourceOf(NeaSmartSettings.ServerPort)}), "
        + $"{values.NameOf(NeaSmartSettings.ServerAddress)} ({values.SourceOf(NeaSmartSettings.ServerAddress)}): "
        + $"can't serve on {new IPEndPoint(modbus.Address, modbus.Port)}: {reason}";

    private static async Task<int> CheckHealthAsync(Request.HealthCheck check, Surroundings around)
    {
        var values = SettingValues.Load(check.Settings, around.Environment, around.Directory);
        var options = GatewayOptions.From(values);
        var address = (values.IsGiven(Settings.ApiPort) ? null : new ServedAddress(options.StateDirectory).Find())
            ?? new Uri($"{(options.Access.Tls is null ? "http" : "https")}://{new IPEndPoint(Reachable(options.ApiHost), options.ApiPort)}");
        using var handler = new HttpClientHandler
        {
            // Docker hands its proxy down to containers; this machine is reached without one.
            UseProxy = false,
            // The certificate is for the name that others call this machine by.
            ServerCertificateCustomValidationCallback = (_, _, _, _) => IPAddress.TryParse(address.Host, out _),
        };
        using var client = new HttpClient(handler) { Timeout = HealthCheckTimeout };
        try
        {
            using var answer = await client.GetAsync(new Uri(address, "/health/live"), around.Stop);
            return answer.IsSuccessStatusCode ? Ok : await FailAsync(around, Failed, $"The gateway answers {(int)answer.StatusCode}");
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException)
        {
            return await FailAsync(around, Failed, $"The gateway does not answer: {FailureReason.Of(failed)}");
        }
    }

    /// <summary>Where this machine reaches what listens at an address.</summary>
    internal static IPAddress Reachable(IPAddress host) => host.Equals(IPAddress.Any) ? IPAddress.Loopback
        : host.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : host;

    private static async Task<int> FailAsync(Surroundings around, int code, string message)
    {
        await around.Error.WriteLineAsync(message.ReplaceLineEndings(" "));
        return code;
    }
}
