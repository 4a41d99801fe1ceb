using System.Buffers;
using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Econet.Actors.Parameters;
using Econet.Modbus;

namespace Econet.Actors.NeaSmart;

/// <summary>
/// One master: answers its requests in order, all that arrived together at once. It is read on only while it takes its answers, and
/// left when it asks nothing for too long, or anything that is not Modbus.
/// </summary>
internal sealed class ModbusTcpConnectionActor : UntypedActor, IWithTimers
{
    /// <summary>Pieces of answers that may wait for the master to take them.</summary>
    private const int MostOnTheWay = 4;

    /// <summary>How long the rest of an RTU frame may take, which tells the owner what is wrong.</summary>
    private static readonly TimeSpan RtuPatience = TimeSpan.FromSeconds(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _connection;
    private readonly EndPoint _master;
    private readonly ServerContext _shared;
    private readonly MbapSession _session;
    private readonly ArrayBufferWriter<byte> _answers = new(MbapFrame.MaxSize);
    private Moment _askedAt;
    private int _onTheWay;
    private bool _paused;

    public ModbusTcpConnectionActor(IActorRef connection, EndPoint master, ServerContext shared)
    {
        _connection = connection;
        _master = master;
        _shared = shared;
        _session = new MbapSession(Host(master), shared);
        _askedAt = shared.Time.Now();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef connection, EndPoint master, ServerContext shared) =>
        Akka.Actor.Props.Create(() => new ModbusTcpConnectionActor(connection, master, shared));

    protected override void PreStart()
    {
        Context.Watch(_connection);
        _connection.Tell(new Tcp.Register(Self));
        _connection.Tell(Tcp.ResumeReading.Instance);
        Timers.StartPeriodicTimer(nameof(CheckIdle), CheckIdle.Instance, _shared.Options.IdleTimeout / 4);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Received received:
                Answer(received.Data);
                break;
            case Taken:
                _onTheWay--;
                if (_paused)
                {
                    _paused = false;
                    _connection.Tell(Tcp.ResumeReading.Instance);
                }

                break;
            case CheckIdle:
                if (_shared.Time.Since(_askedAt) > _shared.Options.IdleTimeout)
                {
                    Leave("it asked nothing for too long", Tcp.Abort.Instance);
                }

                break;
            case StayUndecided:
                Leave(StreamKind.Other);
                break;
            case Tcp.CommandFailed { Cmd: Tcp.Write }:
                Leave("it does not take its answers", Tcp.Abort.Instance);
                break;
            case Tcp.ConnectionClosed or Terminated:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Answer(ByteString data)
    {
        var room = _session.Received.Append(data.Count);
        data.CopyTo(ref room);
        _answers.ResetWrittenCount();
        var kind = _session.Answer(_answers, out var frames);
        if (frames > 0)
        {
            _askedAt = _shared.Time.Now();
        }

        if (!_shared.Licence.IsValid)
        {
            Leave("another node of the cluster answers now", Tcp.Abort.Instance);
            return;
        }

        if (_answers.WrittenCount > 0)
        {
            _onTheWay++;
            _connection.Tell(Tcp.Write.Create(ByteString.FromBytes(_answers.WrittenSpan.ToArray()), Taken.Instance));
        }

        if (kind is StreamKind.Rtu or StreamKind.Other)
        {
            Leave(kind);
            return;
        }

        if (kind == StreamKind.Undecided && !Timers.IsTimerActive(nameof(StayUndecided)))
        {
            Timers.StartSingleTimer(nameof(StayUndecided), StayUndecided.Instance, RtuPatience);
        }

        _paused = _onTheWay >= MostOnTheWay;
        if (!_paused)
        {
            _connection.Tell(Tcp.ResumeReading.Instance);
        }
    }

    /// <summary>Where it comes from: an adapter may make a connection for each request.</summary>
    private static string Host(EndPoint master) => master is IPEndPoint { Address: var address } ? address.ToString() : $"{master}";

    private void Leave(StreamKind kind)
    {
        _shared.Traffic.AddBadStream();
        Leave(kind == StreamKind.Rtu ? "what it sends is Modbus RTU" : "what it sends is not Modbus", Tcp.Close.Instance);
    }

    private void Leave(string reason, Tcp.CloseCommand how)
    {
        _log.Debug("{Master} is left: {Reason}", _master, reason);
        _connection.Tell(how);
    }

    /// <summary>A piece of answers has left.</summary>
    private sealed class Taken : Tcp.Event
    {
        public static readonly Taken Instance = new();
    }

    /// <summary>What has come is the beginning of an RTU frame still.</summary>
    private sealed record StayUndecided : ILocalMessage
    {
        public static readonly StayUndecided Instance = new();
    }

    private sealed record CheckIdle : ILocalMessage
    {
        public static readonly CheckIdle Instance = new();
    }
}
