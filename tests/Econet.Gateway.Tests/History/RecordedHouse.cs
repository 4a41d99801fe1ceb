using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.History;

/// <summary>A heat pump whose values are recorded, on a clock that the test moves.</summary>
internal sealed class RecordedHouse : IDisposable
{
    public const string Water = "TempCWU";
    public const string Status = "HPStatusWorkMode";
    public const string Energy = "AXEN_REGISTER_1202_1203";

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeDevice _device;

    private readonly DateTimeOffset _start;
    private readonly IHistoryStore? _shared;
    private long _epoch;

    /// <param name="shared">The database of the cluster that the house's gateway is a node of; null where it is none.</param>
    public RecordedHouse(DateTimeOffset start, FakeDevice? device = null, IHistoryStore? shared = null)
    {
        (_start, _shared) = (start, shared);
        _device = device ?? new FakeDevice(
            "heatpump",
            FakeDevice.Parameter(61, Water, Value.Of(40f), unit: "°C"),
            FakeDevice.Parameter(1350, Status, Value.Of(ParameterType.UInt8, 0)),
            FakeDevice.Parameter(1285, Energy, Value.Of(ParameterType.UInt32, 1000)),
            FakeDevice.Parameter(7, "NobodyKnows", Value.Of(1f)));
        Time = new JumpingTime(start);
        Problems = new GatewayProblems(Time, NullLogger<GatewayProblems>.Instance);
        (Store, Recorder, Reader, Writer) = Begin();
    }

    public JumpingTime Time { get; }

    public GatewayProblems Problems { get; }

    public IHistoryStore Store { get; private set; }

    public Recorder Recorder { get; private set; }

    public HistoryReader Reader { get; private set; }

    public HistoryWriter Writer { get; private set; }

    public HistoryOptions Options { get; set; } = new(
        true, TimeSpan.FromDays(7), TimeSpan.FromDays(90), TimeSpan.FromDays(3650), 100 << 20, TimeSpan.FromMinutes(15), [], []);

    public string StatePath => Path.Combine(_directory.Path, "state");

    public string FilePath => Path.Combine(StatePath, "history.db");

    public long Commits => Writer.Commits;

    public long Now => Moments.Of(Time.GetUtcNow());

    public Charts Charts => new(Reader);

    public void Dispose()
    {
        Writer.Dispose();
        _directory.Dispose();
    }

    /// <summary>The device tells all that it knows.</summary>
    public void TakeSnapshot() => Recorder.Take(_device, new SnapshotTaken("heatpump", _device.Snapshot));

    public void Set(int index, Value value, Quality quality = Quality.Good) => Recorder.Take(_device, _device.Change(index, value, quality));

    public void SetWater(double celsius, Quality quality = Quality.Good) => Set(61, Value.Of((float)celsius), quality);

    public void Pass(TimeSpan time)
    {
        var beat = _shared is null ? TimeSpan.FromMinutes(1) : Recorder.MostUnseen;
        for (var left = time; left > TimeSpan.Zero; left -= beat)
        {
            Time.Advance(left < beat ? left : beat);
            Recorder.Tick();
        }
    }

    public void Flush() => Writer.Flush();

    /// <summary>As the writer would do by itself.</summary>
    public void PassAndFlush(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Options.Flush)
        {
            Pass(left < Options.Flush ? left : Options.Flush);
            Flush();
        }
    }

    /// <summary>Another process begins where this one ended, or was killed.</summary>
    public void Restart(bool isKilled = false)
    {
        if (!isKilled)
        {
            Flush();
        }

        Writer.Dispose();
        (Store, Recorder, Reader, Writer) = Begin();
    }

    public Series SeriesOf(string key) => Reader.Series("heatpump").Single(series => series.Key == key);

    /// <summary>What is written.</summary>
    public T Written<T>(Func<IHistorySession, T> read)
    {
        using var session = Store.OpenToRead()!;
        return read(session);
    }

    /// <summary>What is known of a series at a moment.</summary>
    public double At(string key, DateTimeOffset moment) => Reader.Signals([SeriesOf(key)], Moments.Of(moment), Moments.Of(moment) + 1)[0].At(Moments.Of(moment));

    /// <summary>The same, so many minutes after the house was begun.</summary>
    public double[] AtMinutes(string key, params double[] minutes) => [.. minutes.Select(minute => At(key, _start.AddMinutes(minute)))];

    private (IHistoryStore Store, Recorder Recorder, HistoryReader Reader, HistoryWriter Writer) Begin()
    {
        // Another process has the device in another epoch.
        var epoch = ++_epoch;
        var store = _shared ?? new FileHistory(FilePath, Options.Flush);
        var recorder = new Recorder(new Selection(Options.Include, Options.Exclude), VocabularySource.BuiltIn, Time, _shared is null ? null : _ => epoch);
        var reader = new HistoryReader(store, recorder);
        return (store, recorder, reader, new HistoryWriter(store, Options, recorder, reader, Problems, Time));
    }
}

/// <summary>A clock that somebody sets, while time goes on as ever.</summary>
internal sealed class JumpingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TimeSpan _set;

    public void SetClock(TimeSpan by) => _set += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _set;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
