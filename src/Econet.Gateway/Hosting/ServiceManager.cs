using System.Globalization;
using Econet.Actors.Devices;
using Microsoft.Extensions.Hosting.Systemd;

namespace Econet.Gateway.Hosting;

/// <summary>
/// Tells systemd that the gateway serves, that it is stopping, and again and again that it is not stuck. A restart that was asked for over the API
/// stays in the same process: to systemd it is no stop, which it would carry through to the end.
/// </summary>
internal sealed class ServiceManager(
    ISystemdNotifier systemd, ServiceManager.Watchdog watchdog, IEconet econet, RestartRequest restart, IHostApplicationLifetime lifetime, TimeProvider time)
    : BackgroundService
{
    private const string WatchdogVariable = "WATCHDOG_USEC";
    private const string WatchedProcessVariable = "WATCHDOG_PID";
    private static readonly ServiceState Alive = new("WATCHDOG=1");
    private CancellationTokenRegistration _started;
    private CancellationTokenRegistration _stopping;

    /// <summary>Does nothing where the gateway was not started by systemd.</summary>
    public static void Add(IServiceCollection services)
    {
        var systemd = new SystemdNotifier();
        if (systemd.IsEnabled)
        {
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<ServiceManager>(
                provider, systemd, new Watchdog(WatchdogOf(Environment.GetEnvironmentVariable))));
        }
    }

    /// <summary>How long systemd waits for a sign of life of this process; null when it does not.</summary>
    public static TimeSpan? WatchdogOf(Func<string, string?> variable) =>
        long.TryParse(variable(WatchdogVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
        && (variable(WatchedProcessVariable) is not { Length: > 0 } process || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _started = lifetime.ApplicationStarted.Register(() => systemd.Notify(ServiceState.Ready));
        _stopping = lifetime.ApplicationStopping.Register(() =>
        {
            if (!restart.IsMade)
            {
                systemd.Notify(ServiceState.Stopping);
            }
        });
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _started.Dispose();
        _stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (watchdog.Limit is not { } allowed)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
            return;
        }

        using var timer = new PeriodicTimer(allowed / 3, time);
        do
        {
            if (await AnswersAsync(allowed / 4, stoppingToken))
            {
                systemd.Notify(Alive);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>The devices answer, be it that they fail; what hangs gives no answer at all.</summary>
    private async Task<bool> AnswersAsync(TimeSpan patience, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            await Task.WhenAll(econet.Devices.Select(id => econet.Device(id).StatusAsync(either.Token)));
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception failed) when (failed is not TimeoutException)
        {
            return true;
        }
    }

    /// <param name="Limit">systemd restarts the gateway after this long without a sign of life; null when it does not watch.</param>
    internal sealed record Watchdog(TimeSpan? Limit);
}
