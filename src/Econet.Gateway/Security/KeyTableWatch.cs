namespace Econet.Gateway.Security;

/// <summary>Looks all the time whether another node has made or revoked keys.</summary>
internal sealed class KeyTableWatch(KeyTable keys, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    /// <summary>The first requests find the keys.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await keys.LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await keys.LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
