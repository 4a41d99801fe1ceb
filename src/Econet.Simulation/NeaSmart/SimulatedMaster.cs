using System.Buffers;
using Econet.Modbus;

namespace Econet.Simulation.NeaSmart;

/// <summary>One request at a time: framing, the answer or its absence, repetition, and what goes wrong on purpose.</summary>
internal sealed class SimulatedMaster(EventLoop loop, NeaSmartSimulationOptions options, Random random)
{
    /// <summary>A unit that is not ours.</summary>
    private const byte StrangeUnit = 17;

    private const double SecondsPerByte = 10.0 / 38_400;

    /// <summary>How long nobody may answer a request for another unit before the line is used again.</summary>
    private static readonly TimeSpan StrangerWait = TimeSpan.FromMilliseconds(50);

    /// <summary>From an answer to the next request on a serial line; 3.5 characters are the least.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(4);

    private readonly List<byte> _heard = [];
    private IMasterMedium _medium = null!;
    private Exchange? _open;
    private Action? _done;
    private int _attempt;
    private long _turn;
    private ushort _transaction;

    public MasterTraffic Traffic { get; set; } = new();

    /// <summary>False while the master is away: it neither sends nor hears.</summary>
    public bool IsPresent { get; set; } = true;

    /// <summary>Speaks on another medium from now on; a request that is open will not be answered.</summary>
    public void Use(IMasterMedium medium)
    {
        _medium = medium;
        _heard.Clear();
    }

    /// <summary>Sends a request and calls <paramref name="done"/> once it has succeeded or failed.</summary>
    public void Ask(Exchange exchange, Action done)
    {
        (_open, _done, _attempt) = (exchange, done, 0);
        if (exchange.IsForeign && _medium.IsTcp)
        {
            // An adapter makes no Modbus TCP of it.
            End();
            return;
        }

        Attempt();
    }

    public void Hear(byte[] bytes) => After(WireTime(bytes.Length), () =>
    {
        if (!IsPresent)
            return;

        _heard.AddRange(bytes);
        Read(quiet: false);
    });

    private void Attempt()
    {
        if (!_medium.IsThere || !IsPresent || ++_attempt > options.Attempts)
        {
            End();
            return;
        }

        _heard.Clear();
        var faults = options.Faults;
        // Always as many numbers, so that one fault's share does not change when the others happen.
        var (stranger, noise, damage, vanish, pause) = (
            random.NextDouble() < faults.WrongUnit, random.NextDouble() < faults.Noise, random.NextDouble() < faults.BadCrc,
            random.NextDouble() < faults.Vanish, random.NextDouble() < faults.PauseInside);
        if (stranger)
        {
            Count(t => t with { Faults = t.Faults + 1 });
            _medium.Send(Frame(StrangeUnit, _open!.Pdu.Span));
            After(StrangerWait, () => Send(noise, damage, vanish, pause));
        }
        else
            Send(noise, damage, vanish, pause);
    }

    private void Send(bool noise, bool damage, bool vanish, bool pause)
    {
        var frame = Frame(_open!.Unit, _open.Pdu.Span);
        var middle = 1 + random.Next(frame.Length - 1);
        if (vanish)
        {
            Count(t => t with { Faults = t.Faults + 1 });
            _medium.Send(frame[..middle]);
            _medium.Abandon(options.Faults.Absence);
            NextTurn();
            After(options.Faults.Absence, End);
            return;
        }

        if (noise && !_medium.IsTcp)
        {
            Count(t => t with { Faults = t.Faults + 1 });
            var bytes = new byte[1 + random.Next(12)];
            random.NextBytes(bytes);
            _medium.Send(bytes);
            // Noise that is not parted from the request may swallow it, and did so on purpose.
            After(StrangerWait, () => SendFrame(frame, middle, damage, pause));
            return;
        }

        SendFrame(frame, middle, damage, pause);
    }

    private void SendFrame(byte[] frame, int middle, bool damage, bool pause)
    {
        var whole = !damage || _medium.IsTcp;
        if (!whole)
            frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));

        var open = _open!;
        Count(t => !whole ? t with { Faults = t.Faults + 1 }
            : open.IsAnswered ? t with { Requests = t.Requests + 1 }
            : t with { Unanswerable = t.Unanswerable + 1 });
        var turn = NextTurn();
        var wait = WireTime(frame.Length);
        if (pause)
        {
            Count(t => t with { Pauses = t.Pauses + 1 });
            _medium.Send(frame[..middle]);
            wait += options.Faults.Pause;
            After(options.Faults.Pause, () => _medium.Send(frame[middle..]));
        }
        else
            After(wait, () => _medium.Send(frame));

        if (!open.IsAnswered)
        {
            open.Succeed([]);
            After(wait + (options.Paced && !_medium.IsTcp ? options.Turnaround : TimeSpan.Zero), End);
            return;
        }

        loop.After(wait + options.AnswerTimeout, () =>
        {
            if (turn == _turn)
                TimeOut(whole);
        });
    }

    private void TimeOut(bool whole)
    {
        Read(quiet: true);
        if (_open is null)
            return;

        if (whole && _medium.IsThere && IsPresent)
            Count(t => t with { Timeouts = t.Timeouts + 1 });
        Attempt();
    }

    private void Read(bool quiet)
    {
        var buffer = new ReadOnlySequence<byte>(_heard.ToArray());
        Span<ushort> words = stackalloc ushort[Pdu.MaxRead];
        while (_open is { } open && Next(ref buffer, open, quiet, out var pdu))
        {
            if (RegisterAnswer.TryDecode(pdu, words, out var answer))
            {
                NextTurn();
                var isRefused = answer.Exception != ExceptionCode.None;
                Count(t => t with { Answers = t.Answers + 1, Exceptions = t.Exceptions + (isRefused ? 1 : 0) });
                if (!isRefused)
                    open.Succeed(answer.Values);
                _heard.Clear();
                After(_medium.IsTcp ? TimeSpan.Zero : Gap, End);
                return;
            }

            Count(t => t with { Unexpected = t.Unexpected + 1 });
        }

        var rest = buffer.ToArray();
        if (_open is null && rest.Length > 0)
        {
            Count(t => t with { Unexpected = t.Unexpected + 1 });
            rest = [];
        }

        _heard.Clear();
        _heard.AddRange(rest);
    }

    private bool Next(ref ReadOnlySequence<byte> buffer, Exchange open, bool quiet, out byte[] pdu)
    {
        pdu = [];
        while (true)
        {
            if (_medium.IsTcp)
            {
                if (MbapReader.Read(ref buffer, out var tcp) != MbapReadStatus.Frame)
                    return false;

                if (tcp.TransactionId != _transaction || tcp.Unit != open.Unit)
                {
                    Count(t => t with { Unexpected = t.Unexpected + 1 });
                    continue;
                }

                pdu = tcp.Pdu.ToArray();
                return true;
            }

            switch (RtuReader.ReadAnswer(ref buffer, open.Unit, open.Pdu.Span[0], quiet, out var rtu, out _))
            {
                case RtuReadStatus.Frame:
                    pdu = rtu.Pdu.ToArray();
                    return true;
                case RtuReadStatus.Skipped:
                    Count(t => t with { Unexpected = t.Unexpected + 1 });
                    continue;
                default:
                    return false;
            }
        }
    }

    private void End()
    {
        var (open, done) = (_open, _done);
        (_open, _done) = (null, null);
        open?.Ended?.Invoke();
        done?.Invoke();
    }

    private byte[] Frame(byte unit, ReadOnlySpan<byte> pdu)
    {
        var output = new ArrayBufferWriter<byte>();
        if (_medium.IsTcp)
            MbapWriter.Write(output, ++_transaction, unit, pdu);
        else
            RtuWriter.Write(output, unit, pdu);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What was to happen if the last request stays unanswered does not any more.</summary>
    private long NextTurn() => ++_turn;

    private void Count(Func<MasterTraffic, MasterTraffic> step) => Traffic = step(Traffic);

    private TimeSpan WireTime(int bytes) =>
        options.Paced && !_medium.IsTcp ? TimeSpan.FromSeconds(bytes * SecondsPerByte) : TimeSpan.Zero;

    private void After(TimeSpan delay, Action action) => loop.After(delay, action);
}
