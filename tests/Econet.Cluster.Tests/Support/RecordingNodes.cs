using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.History;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Cluster.Tests.Support;

/// <summary>Nodes of a cluster that record one device into one database, on one clock that the test moves.</summary>
public abstract class RecordingNodes : IDisposable
{
    private protected const string Water = "TempCWU";
    private protected const string Status = "HPStatusWorkMode";

    private protected static readonly DateTimeOffset Start = new(2026, 11, 1, 20, 0, 0, TimeSpan.Zero);

    private static readonly HistoryOptions Options = new(
        true, TimeSpan.FromDays(7), TimeSpan.FromDays(90), TimeSpan.FromDays(3650), 1, TimeSpan.FromMinutes(15), [], []);

    private readonly SharedHistory? _store;
    private readonly List<Node> _nodes = [];
    private long _epochs;

    private protected RecordingNodes(PostgresServer server)
    {
        Database = OwnHistory.MakeDatabase(server);
        _store = Database.Length == 0 ? null : new SharedHistory(Database);
    }

    /// <summary>How to connect to it.</summary>
    private protected string Database { get; }

    private protected SharedHistory Store => _store!;

    private protected JumpingTime Time { get; } = new(Start);

    private protected FakeDevice Device { get; } = new(
        "heatpump", FakeDevice.Parameter(61, Water, Value.Of(40f), unit: "°C"), FakeDevice.Parameter(1350, Status, Value.Of(ParameterType.UInt8, 0)));

    public void Dispose()
    {
        _nodes.ForEach(node => node.Dispose());
        _store?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Node Add()
    {
        var node = new Node(Store, Time);
        _nodes.Add(node);
        return node;
    }

    /// <summary>The device goes to a node, which begins with a snapshot.</summary>
    private protected void Give(Node node, bool tellsFormer = true)
    {
        foreach (var former in _nodes.Where(former => former.Epoch is not null))
        {
            former.Epoch = null;
            if (tellsFormer)
            {
                former.Recorder.Gone("heatpump");
            }
        }

        node.Epoch = ++_epochs;
        node.Recorder.Take(Device, Snapshot());
    }

    private protected SnapshotTaken Snapshot() => new("heatpump", Device.Snapshot);

    private protected void Set(double celsius) => Take(Device.Change(61, Value.Of((float)celsius), Quality.Good));

    private protected void Take(DeviceEvent happened, Recorder? alone = null)
    {
        alone?.Take("heatpump", happened);
        _nodes.Find(node => node.Epoch is not null)!.Recorder.Take("heatpump", happened);
    }

    /// <summary>As the writers do by themselves.</summary>
    private protected void Pass(TimeSpan time, Recorder? alone = null)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            alone?.Tick();
            foreach (var node in _nodes)
            {
                node.Beat();
            }
        }
    }

    private protected static double[] At(Node node, params double[] minutes) => [.. minutes.Select(minute => node.At(Water, Start.AddMinutes(minute)))];

    /// <summary>What a gateway has of the history.</summary>
    private protected sealed class Node : IDisposable
    {
        private readonly JumpingTime _time;
        private long _flushedAt;

        public Node(SharedHistory store, JumpingTime time)
        {
            _time = time;
            _flushedAt = time.GetTimestamp();
            Recorder = new Recorder(new Selection([], []), VocabularySource.BuiltIn, time, _ => Epoch);
            Reader = new HistoryReader(store, Recorder);
            Problems = new GatewayProblems(time, NullLogger<GatewayProblems>.Instance);
            Writer = new HistoryWriter(store, Options, Recorder, Reader, Problems, time);
        }

        public Recorder Recorder { get; }

        public HistoryReader Reader { get; }

        public HistoryWriter Writer { get; }

        public GatewayProblems Problems { get; }

        public long? Epoch { get; set; }

        public bool IsAwake { get; set; } = true;

        public bool IsCutOff { get; set; }

        public void Beat()
        {
            if (!IsAwake)
            {
                return;
            }

            Recorder.Tick();
            if (!IsCutOff && (Recorder.HasLeft || _time.GetElapsedTime(_flushedAt) >= TimeSpan.FromMinutes(1)))
            {
                _flushedAt = _time.GetTimestamp();
                Writer.Flush();
            }
        }

        public double At(string key, DateTimeOffset moment) => Signal(key, moment, moment.AddSeconds(1)).At(Moments.Of(moment));

        public DateTimeOffset KnownUntil(string key) => Signal(key, Start, _time.GetUtcNow()).End.ToTime();

        public void Dispose() => Writer.Dispose();

        private Signal Signal(string key, DateTimeOffset from, DateTimeOffset to) =>
            Reader.Signals([Reader.Series("heatpump").Single(series => series.Key == key)], Moments.Of(from), Moments.Of(to))[0];
    }
}
