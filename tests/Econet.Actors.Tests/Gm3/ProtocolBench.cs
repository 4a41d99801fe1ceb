using Akka.Actor;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;
using Econet.Actors.TestKit;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Tests.Gm3;

/// <summary>A <see cref="ProtocolActor"/> between a session, an asker and a line that only keeps what is sent.</summary>
internal sealed class ProtocolBench : IAsyncDisposable
{
    public const ushort Us = 110;

    private readonly ActorBench _bench = new();
    private readonly Probe _device;

    public ProtocolBench(Gm3Options? options = null, Func<TimeProvider, SpeakerLicence>? licence = null)
    {
        Session = _bench.NewProbe();
        Asker = _bench.NewProbe();
        Connection = _bench.NewProbe();
        Line = new SentLine(Time);
        Activity = new LineActivity(Time);
        _device = _bench.NewParent(ProtocolActor.Props(options ?? new Gm3Options(), Time, licence?.Invoke(Time) ?? SpeakerLicence.Unlimited));
        Protocol.Tell(new ProtocolActor.Wire(Session.Ref, Connection.Ref, ActorRefs.Nobody));
        OpenLine();
    }

    public VirtualTime Time => _bench.Time;

    public IActorRef Protocol => _device.Child;

    public Probe Session { get; }

    public Probe Asker { get; }

    public Probe Connection { get; }

    public SentLine Line { get; }

    public LineActivity Activity { get; }

    public double Now => TimeSpan.FromTicks(Time.GetTimestamp()).TotalMilliseconds;

    public static ProtocolMessages.Request ValuesRequest(
        ushort first, byte count = 10, ushort destination = BusAddress.Controller, int? attempts = null) =>
        new(new Frame(destination, Us, Command.GetParams, new ParameterSelection(count, first).ToArray()), first, attempts);

    public static Frame ValuesAnswer(ushort first, ushort source = BusAddress.Controller, ushort destination = Us) =>
        new(destination, source, Command.GetParamsAnswer, new byte[] { 1, (byte)first, (byte)(first >> 8), 0, 7 });

    public static TimeSpan WireTime(Frame frame) => new Gm3Options().WireTime(frame.Size);

    public void OpenLine()
    {
        Protocol.Tell(new LineMessages.LineOpened(Line, Activity));
        Time.Settle();
    }

    public void Advance(double milliseconds) => _bench.Advance(milliseconds);

    public void Ask(params ProtocolMessages.Request[] requests)
    {
        foreach (var request in requests)
        {
            Protocol.Tell(request, Asker.Ref);
        }

        Time.Settle();
    }

    /// <summary>What the device is told of the traffic next, a second later at most.</summary>
    /// <summary>A request that is answered at once.</summary>
    public void Exchange(ushort first)
    {
        Ask(ValuesRequest(first));
        Advance(30);
        Bring(ValuesAnswer(first));
    }

    public object? Traffic(string name)
    {
        Advance(1000);
        return _device.Heard<TrafficStatus>()[^1].Sections["traffic"][name];
    }

    /// <summary>The bus brings a frame now.</summary>
    public void Bring(Frame frame)
    {
        BringBytes(frame.ToArray());
        Protocol.Tell(new LineEvent.FrameReceived(frame, Time.Now()));
        Time.Settle();
    }

    /// <summary>The bus brings bytes of which nothing can be told yet.</summary>
    public void BringBytes(byte[] bytes) => Activity.BytesReceived(bytes, Time.GetTimestamp());

    /// <summary>The bus brings bytes that make no frame.</summary>
    public void BringNoise(SkipReason reason = SkipReason.BadChecksum)
    {
        BringBytes(new byte[5]);
        Protocol.Tell(new LineEvent.BytesSkipped(new Skip(5, reason), Time.Now()));
        Time.Settle();
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    internal sealed class SentLine(VirtualTime time) : IBusLine
    {
        private readonly List<(double At, Frame Frame)> _sent = [];

        /// <summary>What was sent so far, each with its virtual milliseconds.</summary>
        public IReadOnlyList<(double At, Frame Frame)> Sent
        {
            get
            {
                lock (_sent)
                {
                    return [.. _sent];
                }
            }
        }

        /// <summary>What the next sending throws.</summary>
        public Exception? Fault { get; set; }

        public void Send(ReadOnlyMemory<byte> bytes)
        {
            if (Fault is { } fault)
            {
                Fault = null;
                throw fault;
            }

            var assembler = new FrameAssembler();
            assembler.Append(bytes.Span);
            Assert.True(assembler.TryNext(out var frame, out _));
            lock (_sent)
            {
                _sent.Add((TimeSpan.FromTicks(time.GetTimestamp()).TotalMilliseconds, frame!));
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
