using Econet.Actors.Storage;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Configuration;
using Econet.Gateway.History;
using Econet.Simulation.Gm3;

namespace Econet.Gateway.Hosting;

/// <summary>
/// Gives the demo a past to show, where it has none: what the simulated house did in the weeks before, recorded as it would have been. It appears when it is
/// complete, some seconds after the start.
/// </summary>
internal sealed partial class DemoHistory(string path, HistoryOptions options, VocabularySource vocabulary, TimeProvider time, ILogger<DemoHistory> logger)
    : BackgroundService
{
    private static readonly TimeSpan Length = TimeSpan.FromDays(35);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Record(stoppingToken), stoppingToken);

    private void Record(CancellationToken stopping)
    {
        var draft = path + ".draft";
        try
        {
            if (File.Exists(path))
            {
                return;
            }

            PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Delete(draft);
            Write(draft, stopping);
            if (!stopping.IsCancellationRequested)
            {
                File.Move(draft, path);
                LogReady(Length.TotalDays);
            }
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            LogNone(StoreTrouble.Describe(e, path));
        }
    }

    private void Write(string draft, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var clock = new PastClock { Now = now - Length };
        var recorder = new Recorder(new Selection(options.Include, options.Exclude), vocabulary, clock);
        using var file = HistoryFile.Open(draft);
        foreach (var (at, happened) in SimulatedPast.Of(DeviceOptions.HeatPump, clock.Now, now, Step))
        {
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            var isNextDay = at.UtcDateTime.Date > clock.Now.UtcDateTime.Date;
            clock.Now = at;
            if (isNextDay)
            {
                Save();
            }

            recorder.Take(DeviceOptions.HeatPump, happened);
        }

        clock.Now = now;
        Save();

        void Save() => file.Transact(() =>
        {
            var windows = recorder.Collect(TimeSpan.Zero);
            Compaction.Write(file, windows, recorder.Series.ToDictionary(series => series.Id));
            Compaction.Roll(file, DeviceOptions.HeatPump, Moments.Of(clock.Now));
            Compaction.Prune(file, DeviceOptions.HeatPump, Moments.Of(clock.Now), options);
            file.Fit(options.MostBytes);
            recorder.Forget(windows);
        });
    }

    [LoggerMessage(LogLevel.Information, "The demo has a history of {Days} days now")]
    private partial void LogReady(double days);

    [LoggerMessage(LogLevel.Warning, "The demo has no history: {Reason}")]
    private partial void LogNone(string reason);

    /// <summary>A clock that stands where the past has come to.</summary>
    private sealed class PastClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;
    }
}
