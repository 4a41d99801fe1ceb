using System.Buffers;
using Akka.Actor;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Work;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Vocabulary;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

public sealed class BusWorkTests : IDisposable
{
    private const ushort Us = 107;

    private readonly VirtualTime _time = new();
    private readonly Sink _sink = new();
    private readonly BusWork _work;

    public BusWorkTests() => _work = new BusWork(new DeviceSpaces(new Gm3Options(), _time), new Gm3Options(), _time, _sink);

    [Fact]
    public void Write_should_wait_for_the_next_token_when_the_device_can_not_tell_what_it_holds()
    {
        FinishToken(Answer);
        _work.Queue(new QueuedWrite(new ParameterMessages.Write(1, 0, Value.Of(ParameterType.UInt8, 7)), ActorRefs.Nobody, _time.Now()));

        var asked = FinishToken(request => request.Frame.Command is Command.ModifyParam ? Reply(request, [Modify.Accepted]) : Refusal(request));

        Assert.Equal(Command.ModifyParam, asked[0].Frame.Command);
        Assert.Single(asked, request => request.Frame.Command == Command.GetParams && request.Frame.Data.Span[0] == 1);
        Assert.Empty(_sink.Outcomes);

        var next = FinishToken(request => request.Frame.Command == Command.GetParams ? Reply(request, Values(7)) : Answer(request));
        Assert.DoesNotContain(next, request => request.Frame.Command == Command.ModifyParam);
        Assert.Equal([WriteStatus.Verified], _sink.Outcomes);
    }

    [Fact]
    public void Write_should_be_sent_again_when_only_a_late_acknowledgement_of_another_one_was_heard()
    {
        FinishToken(Answer);
        QueueWrite(7);

        // The device held 0 when it was read back, twice: what it acknowledged was something else.
        var held = new Queue<byte>([0, 0, 7]);
        var asked = FinishToken(request => Write(request, Modify.Accepted, held), inDoubt: true);

        Assert.Equal(2, asked.Count(IsWrite));
        Assert.Equal([WriteStatus.Verified], _sink.Outcomes);
    }

    [Fact]
    public void Write_should_not_be_called_refused_for_a_late_refusal_of_another_one()
    {
        FinishToken(Answer);
        QueueWrite(7);

        var held = new Queue<byte>([7]);
        var asked = FinishToken(request => Write(request, 0x7E, held), inDoubt: true);

        Assert.Single(asked, IsWrite);
        Assert.Equal([WriteStatus.Verified], _sink.Outcomes);
    }

    [Fact]
    public void Write_should_be_refused_in_doubt_when_the_device_says_so_twice()
    {
        FinishToken(Answer);
        QueueWrite(7);

        var held = new Queue<byte>([0, 0]);
        var asked = FinishToken(request => Write(request, 0x7E, held), inDoubt: true);

        Assert.Equal(2, asked.Count(IsWrite));
        Assert.Equal([WriteStatus.Refused], _sink.Outcomes);
    }

    [Fact]
    public void Write_should_be_a_mismatch_in_doubt_when_the_device_takes_it_twice_and_holds_another_value_all_the_same()
    {
        FinishToken(Answer);
        QueueWrite(7);

        var held = new Queue<byte>([5, 5]);
        var asked = FinishToken(request => Write(request, Modify.Accepted, held), inDoubt: true);

        Assert.Equal(2, asked.Count(IsWrite));
        Assert.Equal([WriteStatus.Mismatch], _sink.Outcomes);
    }

    [Fact]
    public void Write_should_be_verified_in_doubt_when_the_value_is_there_the_second_time_it_is_read()
    {
        FinishToken(Answer);
        QueueWrite(7);

        var held = new Queue<byte>([99, 7]);
        var asked = FinishToken(request => Write(request, Modify.Accepted, held), inDoubt: true);

        Assert.Single(asked, IsWrite);
        Assert.Equal([WriteStatus.Verified], _sink.Outcomes);
    }

    [Theory]
    [InlineData(false, new byte[] { 7 }, 1)]
    [InlineData(true, new byte[] { 7, 7 }, 2)]
    public void Write_of_what_seems_to_be_there_should_be_verified_by_a_reading_that_is_beyond_doubt(bool inDoubt, byte[] told, int readings)
    {
        FinishToken(Answer);
        QueueWrite(7, readFirst: true);

        var asked = FinishToken(request => Write(request, Modify.Accepted, new Queue<byte>(told)), inDoubt);

        Assert.DoesNotContain(asked, IsWrite);
        Assert.Equal(readings, asked.Count(request => IsReadingOfOne(request) && request.Frame.Destination == BusAddress.Controller));
        Assert.Equal([WriteStatus.Verified], _sink.Outcomes);
    }

    [Theory]
    [InlineData(false, new byte[] { 5, 7 })]
    [InlineData(true, new byte[] { 7, 5, 5, 7 })]
    [InlineData(true, new byte[] { 5, 5, 7 })]
    public void Write_of_what_only_seemed_to_be_there_should_be_sent(bool inDoubt, byte[] told)
    {
        FinishToken(Answer);
        QueueWrite(7, readFirst: true);

        var held = new Queue<byte>(told);
        var asked = FinishToken(request => Write(request, Modify.Accepted, held), inDoubt);

        Assert.Single(asked, IsWrite);
        Assert.Equal([WriteStatus.Verified], _sink.Outcomes);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Write_should_be_read_back_at_once_when_it_is_not_answered(bool damaged, bool noisy)
    {
        FinishToken(Answer);
        QueueWrite(7);
        _work.Begin();
        var write = _work.Next(Us)!;

        Assert.True(IsWrite(write));
        Assert.Equal(AfterSilence.GoOn, _work.Unanswered(new ProtocolMessages.Unanswered(write, damaged, noisy, Tries: 1)));
        Assert.Equal(Command.GetParams, _work.Next(Us)!.Frame.Command);
    }

    [Fact]
    public void Write_should_be_read_back_first_with_the_next_token_when_the_device_answers_nothing()
    {
        FinishToken(Answer);
        QueueWrite(7);
        _work.Begin();
        var after = AfterSilence.GoOn;
        while (after == AfterSilence.GoOn)
        {
            after = _work.Unanswered(new ProtocolMessages.Unanswered(_work.Next(Us)!, Damaged: false, Tries: 1));
        }

        Assert.Equal(AfterSilence.ControllerSilent, after);
        Assert.Empty(_sink.Outcomes);

        var next = FinishToken(request => Write(request, Modify.Accepted, new Queue<byte>([7])));
        Assert.Equal(Command.GetParams, next[0].Frame.Command);
        Assert.DoesNotContain(next, IsWrite);
        Assert.Equal([WriteStatus.Verified], _sink.Outcomes);
    }

    [Fact]
    public void Another_identity_should_count_when_it_was_said_twice()
    {
        FinishToken(Answer);
        _work.Reconnected();
        QueueWrite(7);

        // Once another one, and then the one from before.
        var said = new Queue<uint>([2, 1]);
        FinishToken(request => request.Frame.Command == Command.GetSettings ? Identity(request, said.Count > 0 ? said.Dequeue() : 1) : Answer(request));
        Assert.DoesNotContain(WriteStatus.Expired, _sink.Outcomes);
        Assert.True(_work.IsLearned);

        _work.Reconnected();
        QueueWrite(8);
        FinishToken(request => request.Frame.Command == Command.GetSettings ? Identity(request, 2) : Answer(request));
        Assert.Contains(WriteStatus.Expired, _sink.Outcomes);
        Assert.True(_work.IsLearned);
    }

    [Fact]
    public void Structures_should_be_asked_for_twice_while_the_line_is_in_doubt()
    {
        var asked = FinishToken(Answer, inDoubt: true);

        Assert.Equal(4, asked.Count(request => request.Frame.Command == Command.GetParamsStructWithRange));
        Assert.Equal(4, asked.Count(request => request.Frame.Command == Command.GetParamsStruct));
        Assert.Equal(2, asked.Count(request => request.Frame.Command == Command.GetSettings));
        Assert.True(_work.IsLearned);
    }

    [Fact]
    public void Structure_that_was_damaged_and_passed_should_not_be_learned()
    {
        var first = true;
        FinishToken(
            request =>
            {
                var isDamaged = first && request.Frame.Command == Command.GetParamsStructWithRange;
                first &= !isDamaged;
                return isDamaged ? Reply(request, Structure(request, "b")) : Answer(request);
            },
            inDoubt: true);

        Assert.True(_work.IsLearned);
        Assert.Equal("a", Assert.Single(_work.Spaces.Controller.Parameters.Structures).Name);
    }

    [Fact]
    public void Values_should_be_read_a_second_time_while_the_line_is_in_doubt_and_only_once_otherwise()
    {
        FinishToken(Answer);
        _work.ReadAll();
        Assert.Equal(2, FinishToken(Answer).Count(IsReading));

        _work.ReadAll();
        Assert.Equal(4, FinishToken(Answer, inDoubt: true).Count(IsReading));
    }

    [Fact]
    public void Answer_to_all_that_nobody_asked_for_should_not_be_taken_for_the_polling_module_s()
    {
        FinishToken(Answer);
        var question = new Frame(BusAddress.Controller, BusAddress.Broadcast, Command.GetParams, new ParameterSelection(1, 0).ToArray());
        var reply = new Frame(BusAddress.Broadcast, BusAddress.Controller, Command.GetParamsAnswer, Values(9));
        var before = _sink.Readings.Count;

        _work.Hear(new ProtocolMessages.Heard(question, _time.Now()));
        _work.Begin();
        _work.Hear(new ProtocolMessages.Heard(reply, _time.Now()));
        Assert.Equal(before, _sink.Readings.Count);

        _work.Hear(new ProtocolMessages.Heard(question, _time.Now()));
        _work.Hear(new ProtocolMessages.Heard(reply, _time.Now(), InDoubt: true));
        Assert.True(_sink.Readings[^1].InDoubt);
        Assert.Equal(before + 1, _sink.Readings.Count);
    }

    [Fact]
    public void Requests_should_ask_for_less_when_answers_are_damaged()
    {
        _work.Begin();
        var request = _work.Next(Us)!;
        while (request.Frame.Command != Command.GetParamsStructWithRange)
        {
            _work.Answered(new ProtocolMessages.Answered(request, Answer(request), _time.Now()));
            request = _work.Next(Us)!;
        }

        Assert.Equal(100, request.Frame.Data.Span[0]);
        Assert.Equal(AfterSilence.GoOn, _work.Unanswered(new ProtocolMessages.Unanswered(request, Damaged: true, Noisy: true, Tries: 3)));
        Assert.InRange(_work.Next(Us)!.Frame.Data.Span[0], 5, 15);
    }

    [Theory]
    [InlineData(6, new byte[] { 5 }, false, WriteStatus.Verified, 1)]
    [InlineData(6, new byte[] { 5, 5 }, true, WriteStatus.Verified, 2)]
    [InlineData(6, new byte[] { 5, 2, 2 }, true, WriteStatus.Mismatch, 3)]
    [InlineData(6, new byte[] { 13 }, false, WriteStatus.Mismatch, 1)]
    [InlineData(2, new byte[] { 1 }, false, WriteStatus.Mismatch, 1)]
    public void Season_of_the_automatic_mode_should_be_the_controllers_own_and_be_read_twice_in_doubt(
        byte wanted, byte[] held, bool inDoubt, WriteStatus outcome, int readings)
    {
        FinishToken(WorkState);
        QueueWrite(wanted);

        var tells = new Queue<byte>(held);
        var asked = FinishToken(request => Write(request, Modify.Accepted, tells), inDoubt);

        Assert.Equal([outcome], _sink.Outcomes);
        Assert.Equal(readings, asked.SkipWhile(request => !IsWrite(request)).Skip(1).TakeWhile(IsReadingOfOne).Count());

        static Frame WorkState(ProtocolMessages.Request request) => IsStructure(request) && request.First == 0
            ? Reply(request, Structure(request, "workState2"))
            : Answer(request);
    }

    [Theory]
    [InlineData(new byte[] { 0b1001_0001, 0b1001_0101 }, WriteStatus.Verified, 1, 0b1001_0101)]
    [InlineData(new byte[] { 0b1001_0001, 0b1101_0101 }, WriteStatus.Mismatch, 1, 0b1001_0101)]
    [InlineData(new byte[] { 0b0000_0110 }, WriteStatus.Verified, 0, -1)]
    public void Bit_should_be_written_into_the_word_that_the_device_holds_right_before_and_a_race_be_told(
        byte[] held, WriteStatus outcome, int writes, int written)
    {
        FinishToken(Answer);
        // Three bits are known to be set, of which the device holds none any more.
        _work.Queue(new QueuedWrite(
            new ParameterMessages.Write(1, 0, Value.Of(ParameterType.UInt8, 0b0110_1100), Bits: new WordChange(0b100, 0b100)),
            ActorRefs.Nobody,
            _time.Now()));

        var tells = new Queue<byte>(held);
        var asked = FinishToken(request => Write(request, Modify.Accepted, tells));

        Assert.True(IsReadingOfOne(asked[0]));
        Assert.Equal([outcome], _sink.Outcomes);
        Assert.Equal(writes, asked.Count(IsWrite));
        Assert.All(asked.Where(IsWrite), request => Assert.Equal(written, request.Frame.Data.Span[^1]));
    }

    [Fact]
    public void Log_of_alarms_should_be_read_twice_while_the_line_is_in_doubt()
    {
        var alarm = new AlarmRecord(10, new DateTime(2026, 1, 2, 3, 4, 5), null);
        var first = true;
        FinishToken(
            request =>
            {
                if (!AlarmLog.TryParseRequest(request.Frame.Data.Span, out var index))
                {
                    return Answer(request);
                }

                var isDamaged = index == 0 && first;
                first &= !isDamaged;
                return Reply(request, AlarmLog.WriteAnswer(isDamaged ? alarm with { Code = 99 } : index == 0 ? alarm : null));
            },
            inDoubt: true);

        Assert.Equal([alarm], _sink.Alarms);
    }

    public void Dispose() => _time.Dispose();

    /// <summary>Works through one token, and says what was asked.</summary>
    private List<ProtocolMessages.Request> FinishToken(Func<ProtocolMessages.Request, Frame> answer, bool inDoubt = false)
    {
        var asked = new List<ProtocolMessages.Request>();
        _work.Begin();
        while (_work.Next(Us) is { } request)
        {
            asked.Add(request);
            Assert.True(asked.Count < 100, "The token is never given back");
            _work.Answered(new ProtocolMessages.Answered(request, answer(request), _time.Now(), InDoubt: inDoubt));
        }

        return asked;
    }

    private void QueueWrite(byte value, bool readFirst = false) => _work.Queue(new QueuedWrite(
        new ParameterMessages.Write(value, 0, Value.Of(ParameterType.UInt8, value), ReadFirst: readFirst), ActorRefs.Nobody, _time.Now()));

    private static bool IsWrite(ProtocolMessages.Request request) => request.Frame.Command == Command.ModifyParam;

    private static bool IsStructure(ProtocolMessages.Request request) =>
        request.Frame.Command is Command.GetParamsStruct or Command.GetParamsStructWithRange;

    private static bool IsReadingOfOne(ProtocolMessages.Request request) => IsReading(request) && request.Frame.Data.Span[0] == 1;

    private static bool IsReading(ProtocolMessages.Request request) => request.Frame.Command == Command.GetParams;

    /// <summary>What a device says to a write, and what it tells that it holds each time that one value of it is read.</summary>
    private static Frame Write(ProtocolMessages.Request request, byte answer, Queue<byte> held) =>
        IsWrite(request) ? Reply(request, [answer])
        : IsReading(request) && request.Frame.Destination == BusAddress.Controller ? Reply(request, Values(held.Count > 1 ? held.Dequeue() : held.Peek()))
        : Answer(request);

    /// <summary>A controller and a panel with one parameter each, which holds 0.</summary>
    private static Frame Answer(ProtocolMessages.Request request) => request.Frame.Command switch
    {
        Command.GetSettings => Identity(request, 1),
        Command.GetParamsStruct or Command.GetParamsStructWithRange when request.First == 0 => Reply(request, Structure(request)),
        Command.GetParams => Reply(request, Values(0)),
        _ => new Frame(Us, request.Frame.Destination, Command.NoData),
    };

    private static Frame Identity(ProtocolMessages.Request request, uint uid) =>
        Reply(request, new Econet.Gm3.Payloads.Settings(uid, "x", "1", 2, 3).ToArray());

    private static Frame Refusal(ProtocolMessages.Request request) => new(Us, request.Frame.Destination, Command.Error);

    private static Frame Reply(ProtocolMessages.Request request, byte[] data) =>
        new(Us, request.Frame.Destination, request.Frame.Command.Answer(), data);

    private static byte[] Structure(ProtocolMessages.Request request, string name = "a")
    {
        var output = new ArrayBufferWriter<byte>();
        var structure = new ParameterStructure(0, name, "", ParameterType.UInt8, Readable: true, Writable: true);
        StructureAnswer.Write(output, [structure], request.Frame.Command == Command.GetParamsStructWithRange, 100);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Values(byte value)
    {
        var output = new ArrayBufferWriter<byte>();
        ValueAnswer.Write(output, 0, [new FlaggedValue(ParameterFlags.NoMin | ParameterFlags.NoMax, Value.Of(ParameterType.UInt8, value))], 100);
        return output.WrittenSpan.ToArray();
    }

    private sealed class Sink : IBusWorkSink
    {
        public List<WriteStatus> Outcomes { get; } = [];

        public List<ParameterMessages.Readings> Readings { get; } = [];

        public IReadOnlyList<AlarmRecord> Alarms { get; private set; } = [];

        public void Learned()
        {
        }

        public void Read(ParameterMessages.Readings readings) => Readings.Add(readings);

        public void Progressed(QueuedWrite write, WriteStatus status)
        {
        }

        public void Ended(QueuedWrite write, WriteStatus outcome, Value held, Moment at, string? reason, EconetError? error) => Outcomes.Add(outcome);

        public void Replaced()
        {
        }

        public void Noted(DeviceSpace space)
        {
        }

        public void AlarmsRead(IReadOnlyList<AlarmRecord> alarms) => Alarms = alarms;
    }
}
