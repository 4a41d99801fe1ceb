using System.Threading.Channels;
using Econet.Actors;
using Econet.Gateway.Http;

namespace Econet.Gateway.Audit;

/// <summary>
/// Keeps what was done, by whom and from where. Nobody waits for the disk: entries are handed to the system by a task of their own, and from there to the disk
/// once a second at most, however many there are. They wait in memory while the disk does not take them, which the gateway reports as a problem.
/// </summary>
internal sealed class AuditTrail(AuditFiles files, GatewayProblems problems, TimeProvider time) : BackgroundService
{
    /// <summary>Before the disk is tried again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    /// <summary>As many entries wait for the disk; of more, the oldest are lost.</summary>
    public const int MostWaiting = 10_000;

    /// <summary>What a loss of power may cost.</summary>
    public static readonly TimeSpan FlushAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<Waiter> _waiting = Channel.CreateBounded<Waiter>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest }, lost => lost.Done());

    private ITimer? _flush;
    private int _isFlushDue;

    public void Add(AuditEntry entry) => _waiting.Writer.TryWrite(new Waiter(entry, null));

    /// <summary>The same, and ends when this process may be killed without losing the entry, or when the disk does not take it now.</summary>
    public Task KeepAsync(AuditEntry entry)
    {
        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiting.Writer.TryWrite(new Waiter(entry, kept)) ? kept.Task : Task.CompletedTask;
    }

    /// <inheritdoc cref="AuditFiles.Read"/>
    public IEnumerable<AuditEntry> Read(DateTimeOffset from, DateTimeOffset to) => files.Read(from, to);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Add(new AuditEntry(time.GetUtcNow(), AuditKinds.Gateway, Outcome: "started", Message: Product.Version));
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Add(new AuditEntry(time.GetUtcNow(), AuditKinds.Gateway, Outcome: "stopped"));
        _ = TryWrite([.. Waiting()]);
        Flush();
    }

    public override void Dispose()
    {
        _flush?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Waiter> entries = [];
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                entries.AddRange(Waiting());
                while (!TryWrite(entries))
                {
                    await Task.Delay(Retry, time, stoppingToken);
                    entries.AddRange(Waiting());
                    entries.RemoveRange(0, Math.Max(0, entries.Count - MostWaiting));
                }

                entries.Clear();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Written with the last ones, if the disk takes them by now.
            entries.ForEach(entry => Add(entry.Entry));
        }
    }

    private IEnumerable<Waiter> Waiting()
    {
        while (_waiting.Reader.TryRead(out var entry))
        {
            yield return entry;
        }
    }

    private bool TryWrite(IReadOnlyList<Waiter> entries)
    {
        try
        {
            files.Append([.. entries.Select(entry => entry.Entry)]);
            problems.Clear(GatewayProblemCode.AuditUnwritable);
            FlushIn(FlushAfter);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Tell(refused);
            return false;
        }
        finally
        {
            foreach (var entry in entries)
            {
                entry.Done();
            }
        }
    }

    private void FlushIn(TimeSpan wait)
    {
        if (Interlocked.Exchange(ref _isFlushDue, 1) == 0)
        {
            _flush ??= time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _flush.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void Flush()
    {
        // What comes from here on needs another one.
        Volatile.Write(ref _isFlushDue, 0);
        try
        {
            var now = time.GetUtcNow();
            files.Flush(now);
            files.Prune(now);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Tell(refused);
            FlushIn(Retry);
        }
    }

    private void Tell(Exception refused) => problems.Raise(
        GatewayProblemCode.AuditUnwritable,
        $"The audit can't be written: {FailureReason.Of(refused)}. It is kept in memory and tried again every {Retry.TotalSeconds:F0} s");

    private sealed record Waiter(AuditEntry Entry, TaskCompletionSource? Kept)
    {
        public void Done() => Kept?.TrySetResult();
    }
}
