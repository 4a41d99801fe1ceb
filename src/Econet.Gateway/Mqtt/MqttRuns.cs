namespace Econet.Gateway.Mqtt;

/// <summary>Runs MQTT with the current settings, and restarts it when they change.</summary>
/// <param name="make">Makes the service for the current settings; null without a broker.</param>
internal sealed class MqttRuns(Func<MqttService?> make) : BackgroundService
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private volatile MqttService? _current;

    /// <summary>The state of the connection; null without a broker.</summary>
    public MqttStatus? Status => _current?.Status;

    /// <summary>The settings have changed: the connection is closed properly, and a new one made with the current ones.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
        }
    }

    /// <summary>Devices or their zones have new names.</summary>
    public void Rename() => _current?.Rename();

    /// <summary>From the start on it is known whether there is a broker, though the connection comes later.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _current = make();
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _current?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            using (var service = _current)
            {
                Task changed;
                lock (_gate)
                {
                    changed = _changed.Task;
                }

                await (service?.StartAsync(CancellationToken.None) ?? Task.CompletedTask);
                await changed.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _current = null;
                // Ends with a goodbye to the broker, which has a time-out of its own.
                await (service?.StopAsync(CancellationToken.None) ?? Task.CompletedTask);
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                service?.ClearProblems();
            }

            lock (_gate)
            {
                _changed = NewSignal();
            }

            // Settings that change from here on are heard of.
            _current = make();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
