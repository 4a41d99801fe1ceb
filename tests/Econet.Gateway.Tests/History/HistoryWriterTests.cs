using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Gateway.Tests.History;

/// <summary>When a node of a cluster writes by itself.</summary>
public sealed class HistoryWriterTests : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly TemporaryDirectory _directory = new();
    private readonly AwaitedTime _time = new();
    private readonly FakeDevice _device = new("heatpump", FakeDevice.Parameter(61, "TempCWU", Value.Of(40f), unit: "°C"));
    private readonly Recorder _recorder;
    private readonly HistoryWriter _writer;

    public HistoryWriterTests()
    {
        var store = new SharedFile(Path.Combine(_directory.Path, "history.db"));
        var options = new HistoryOptions(true, TimeSpan.FromDays(7), TimeSpan.FromDays(90), TimeSpan.FromDays(3650), 100 << 20, TimeSpan.FromMinutes(15), [], []);
        _recorder = new Recorder(new Selection([], []), VocabularySource.BuiltIn, _time, _ => 1);
        _writer = new HistoryWriter(
            store, options, _recorder, new HistoryReader(store, _recorder), new GatewayProblems(_time, NullLogger<GatewayProblems>.Instance), _time);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Device_that_leaves_should_be_written_before_its_time()
    {
        await BeginAsync();
        await PassAsync(10);
        Assert.Equal(0, _writer.Commits);

        _recorder.Gone("heatpump");
        await PassAsync(1);

        Assert.Equal(1, _writer.Commits);
    }

    [Fact]
    public async Task Quiet_device_should_be_looked_at_all_the_time_and_written_every_minute()
    {
        await BeginAsync();
        await PassAsync(130);

        Assert.Equal(2, _writer.Commits);
        // Without a break: nobody thinks that the node was stopped.
        var window = Assert.Single(_recorder.Unwritten("heatpump", []));
        Assert.InRange(window.End - window.Start, 125 * Moments.Second, 131 * Moments.Second);
    }

    private async Task BeginAsync()
    {
        var begun = _time.WaitBegunAsync(Beat);
        await _writer.StartAsync(CancellationToken.None);
        await begun;
        _recorder.Take(_device, new SnapshotTaken("heatpump", _device.Snapshot));
    }

    /// <summary>After each beat the writer waits for the next one.</summary>
    private async Task PassAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            var waits = _time.WaitBegunAsync(Beat);
            _time.Advance(Beat);
            await waits;
        }
    }

    /// <summary>A file with the pace of the database that nodes share.</summary>
    private sealed class SharedFile(string path) : IHistoryStore
    {
        private readonly FileHistory _file = new(path, TimeSpan.FromMinutes(1));

        public HistoryPace Pace { get; } = new(Beat, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(5));

        public bool IsAlone => false;

        public IHistorySession Open() => _file.Open();

        public IHistorySession? OpenToRead() => _file.OpenToRead();

        public IHandingOn OpenToHandOn() => _file.OpenToHandOn();

        public bool IsTrouble(Exception failure) => _file.IsTrouble(failure);

        public bool IsDamage(Exception failure) => _file.IsDamage(failure);

        public string Describe(Exception trouble) => _file.Describe(trouble);

        public string SetAside(DateTimeOffset now) => _file.SetAside(now);
    }
}
