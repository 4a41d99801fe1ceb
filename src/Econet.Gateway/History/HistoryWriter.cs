using Econet.Gateway.Http;

namespace Econet.Gateway.History;

/// <summary>
/// Brings what was recorded to where it is kept, again and again and when the gateway stops. A disk, or a database, that takes nothing costs history only: it is a problem
/// that the gateway tells, and is tried again.
/// </summary>
internal sealed class HistoryWriter(
    IHistoryStore store, HistoryOptions options, Recorder recorder, HistoryReader reader, GatewayProblems problems, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan TidyInterval = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private IHistorySession? _session;
    private bool _hasFailed;
    private long _flushedAt = time.GetTimestamp();
    private long? _tidiedAt;

    /// <summary>How often something was written.</summary>
    public long Commits { get; private set; }

    /// <summary>Writes what waits; never throws.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _flushedAt = time.GetTimestamp();
            // The second time into a new file, where the one that was there is damaged.
            _hasFailed = !TryWrite(out var isDamaged) && !(isDamaged && TrySetAside() && TryWrite(out _));
        }
    }

    /// <summary>Changes what is kept between two writes of what was recorded: all of it, or nothing. It should not take long. For several threads.</summary>
    /// <remarks>It fails with what the store knows.</remarks>
    public T Change<T>(Func<IHistorySession, T> change)
    {
        lock (_gate)
        {
            try
            {
                var (session, result) = (_session ??= store.Open(), default(T)!);
                session.Transact(() => result = change(session));
                return result;
            }
            catch
            {
                // With it goes the transaction.
                Close();
                throw;
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Flush();
        Close();
    }

    public override void Dispose()
    {
        Close();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(LookAsync(stoppingToken), WriteAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is written at the stop.
        }
    }

    /// <summary>Looks at the clock, also while something is written for long.</summary>
    private async Task LookAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(store.Pace.Beat, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            recorder.Tick();
        }
    }

    private async Task WriteAsync(CancellationToken stopping)
    {
        while (true)
        {
            await Task.Delay(_hasFailed ? store.Pace.Retry : store.Pace.Beat, time, stopping);
            if (_hasFailed || reader.IsDamaged || recorder.IsFull || (recorder.HasLeft && !store.IsAlone) || time.GetElapsedTime(_flushedAt) >= store.Pace.Flush)
            {
                Flush();
            }
        }
    }

    private bool TryWrite(out bool isDamaged)
    {
        isDamaged = false;
        try
        {
            if (reader.IsDamaged)
            {
                throw new InvalidDataException("A part of it can't be read");
            }

            if (_session is { IsGone: true })
            {
                Close();
            }

            Write(_session ??= store.Open());
            problems.Clear(GatewayProblemCode.HistoryUnavailable);
            return true;
        }
        catch (Exception e) when (store.IsTrouble(e))
        {
            Close();
            isDamaged = store.IsDamage(e);
            Tell(store.Describe(e));
            return false;
        }
    }

    private void Write(IHistorySession session)
    {
        var now = Moments.Of(time.GetUtcNow());
        var windows = recorder.Collect(store.Pace.Window);
        session.Transact(() => Compaction.Write(session, windows, recorder.Series.ToDictionary(series => series.Id)));
        recorder.Forget(windows);
        Commits++;
        // The last window of a day is the one that makes it complete.
        foreach (var device in windows.Where(window => (window.Start / Moments.Day) + 1 <= now / Moments.Day).Select(window => window.Device).Distinct())
        {
            session.Transact(() => Compaction.Roll(session, device, now));
        }

        if (_tidiedAt is not { } tidied || time.GetElapsedTime(tidied) >= TidyInterval)
        {
            Tidy(session, now);
            _tidiedAt = time.GetTimestamp();
        }
    }

    private void Tidy(IHistorySession session, long now)
    {
        foreach (var device in session.Untidy(now))
        {
            session.Transact(() =>
            {
                Compaction.Roll(session, device, now);
                Compaction.Prune(session, device, now, options);
            });
        }

        session.Transact(() => session.Fit(options.MostBytes));
    }

    private bool TrySetAside()
    {
        try
        {
            Tell(store.SetAside(time.GetUtcNow()));
            reader.IsDamaged = false;
            return true;
        }
        catch (Exception e) when (store.IsTrouble(e))
        {
            Tell($"{store.Describe(e)}; the damaged file can't be set aside");
            return false;
        }
    }

    private void Tell(string message) => problems.Raise(
        GatewayProblemCode.HistoryUnavailable, $"{message}. History is kept in memory and tried again every {store.Pace.Retry.TotalSeconds:F0} s");

    private void Close()
    {
        lock (_gate)
        {
            _session?.Dispose();
            _session = null;
        }
    }
}
