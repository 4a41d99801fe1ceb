using Econet.Actors.Storage;
using Econet.Gateway.Http;

namespace Econet.Gateway.History;

/// <summary>
/// Brings what was recorded to the disk, a few times an hour and when the gateway stops. A disk that takes nothing costs history only: it is a problem that
/// the gateway tells, and is tried again.
/// </summary>
internal sealed class HistoryWriter(
    string path, HistoryOptions options, Recorder recorder, HistoryReader reader, GatewayProblems problems, TimeProvider time) : BackgroundService
{
    /// <summary>Before a disk that failed is tried again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    /// <summary>How often the clock is looked at, and whether it is time to write.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private HistoryFile? _file;
    private bool _hasFailed;
    private long _flushedAt = time.GetTimestamp();
    private long? _prunedAt;

    /// <summary>What was taken for the present when the old was deleted last: a clock that is years ahead for an hour must not cost years.</summary>
    private long? _present;

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

    /// <summary>Changes the file between two writes of what was recorded: all of it, or nothing. It should not take long. For several threads.</summary>
    /// <remarks>It fails with what <see cref="StoreTrouble"/> knows.</remarks>
    public T Change<T>(Func<HistoryFile, T> change)
    {
        lock (_gate)
        {
            try
            {
                var (file, result) = (_file ??= HistoryFile.Open(path), default(T)!);
                file.Transact(() => result = change(file));
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
            while (true)
            {
                await Task.Delay(_hasFailed ? Retry : Beat, time, stoppingToken);
                recorder.Tick();
                if (_hasFailed || reader.IsDamaged || recorder.IsFull || time.GetElapsedTime(_flushedAt) >= options.Flush)
                {
                    Flush();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is written at the stop.
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

            if (_file is not null && !File.Exists(path))
            {
                Close();
            }

            _file ??= HistoryFile.Open(path);
            var windows = recorder.Close();
            _file.Transact(() => Write(_file, windows));
            recorder.Forget(windows);
            Commits++;
            problems.Clear(GatewayProblemCode.HistoryUnavailable);
            return true;
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            Close();
            isDamaged = StoreTrouble.IsDamage(e);
            Tell(StoreTrouble.Describe(e, path));
            return false;
        }
    }

    private void Write(HistoryFile file, IReadOnlyList<Window> windows)
    {
        var now = Moments.Of(time.GetUtcNow());
        var before = _present ?? file.Scalar("SELECT max(end) FROM windows") as long? ?? now;
        Compaction.Write(file, windows, recorder.Series.ToDictionary(series => series.Id));
        Compaction.Roll(file, now);
        if (_prunedAt is not { } pruned || time.GetElapsedTime(pruned) >= PruneInterval)
        {
            _present = Math.Min(now, before + Moments.Day);
            Compaction.Prune(file, _present.Value, options);
            _prunedAt = time.GetTimestamp();
        }
    }

    private bool TrySetAside()
    {
        try
        {
            Tell($"State file {path} is damaged and was set aside as {DamagedFile.SetAside(path, time.GetUtcNow())}");
            reader.IsDamaged = false;
            return true;
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            Tell($"{StoreTrouble.Describe(e, path)}; the damaged file can't be set aside");
            return false;
        }
    }

    private void Tell(string message) => problems.Raise(
        GatewayProblemCode.HistoryUnavailable, $"{message}. History is kept in memory and tried again every {Retry.TotalSeconds:F0} s");

    private void Close()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }
}
