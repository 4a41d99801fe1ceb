using System.Threading.Channels;
using Econet.Actors;
using Econet.Gateway.Http;

namespace Econet.Gateway.Audit;

/// <summary>
/// Keeps what was done, by whom and from where. Nobody waits for the disk: entries are written by a task of their own, and wait in memory while the
/// disk does not take them, which the gateway reports as a problem.
/// </summary>
internal sealed class AuditTrail(AuditFiles files, GatewayProblems problems, TimeProvider time) : BackgroundService
{
    /// <summary>Before the disk is tried again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    /// <summary>As many entries wait for the disk; of more, the oldest are lost.</summary>
    public const int MostWaiting = 10_000;

    private readonly Channel<AuditEntry> _waiting = Channel.CreateBounded<AuditEntry>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    public void Add(AuditEntry entry) => _waiting.Writer.TryWrite(entry);

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
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<AuditEntry> entries = [];
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
            entries.ForEach(Add);
        }
    }

    private IEnumerable<AuditEntry> Waiting()
    {
        while (_waiting.Reader.TryRead(out var entry))
        {
            yield return entry;
        }
    }

    private bool TryWrite(IReadOnlyList<AuditEntry> entries)
    {
        try
        {
            files.Append(entries);
            files.Prune(time.GetUtcNow());
            problems.Clear(GatewayProblemCode.AuditUnwritable);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            problems.Raise(
                GatewayProblemCode.AuditUnwritable,
                $"The audit can't be written: {FailureReason.Of(refused)}. It is kept in memory and tried again every {Retry.TotalSeconds:F0} s");
            return false;
        }
    }
}
