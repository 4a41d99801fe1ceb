using System.Buffers;
using Akka.Actor;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Parameters;
using Econet.Actors.Tests.Harness;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Gm3.ProtocolMessages;
using static Econet.Actors.Parameters.ParameterMessages;

namespace Econet.Actors.Tests.Gm3;

public sealed class BusWorkTests : IDisposable
{
    private const ushort Us = 107;

    private readonly VirtualTime _time = new();
    private readonly Sink _sink = new();
    private readonly BusWork _work;

    public BusWorkTests() => _work = new BusWork(new Gm3Options(), _time, _sink);

    [Fact]
    public void Write_should_wait_for_the_next_token_when_the_device_can_not_tell_what_it_holds()
    {
        FinishToken(Answer);
        _work.Queue(new QueuedWrite(new Write(1, 0, Value.Of(ParameterType.UInt8, 7)), ActorRefs.Nobody, _time.Now()));

        var asked = FinishToken(request => request.Frame.Command is Command.ModifyParam ? Reply(request, [Modify.Accepted]) : Refusal(request));

        Assert.Equal(Command.ModifyParam, asked[0].Frame.Command);
        Assert.Single(asked, request => request.Frame.Command == Command.GetParams && request.Frame.Data.Span[0] == 1);
        Assert.Empty(_sink.Outcomes);

        var next = FinishToken(request => request.Frame.Command == Command.GetParams ? Reply(request, Values(7)) : Answer(request));
        Assert.DoesNotContain(next, request => request.Frame.Command == Command.ModifyParam);
        Assert.Equal([WriteStatus.Verified], _sink.Outcomes);
    }

    public void Dispose() => _time.Dispose();

    /// <summary>Works through one token, and says what was asked.</summary>
    private List<Request> FinishToken(Func<Request, Frame> answer)
    {
        var asked = new List<Request>();
        _work.Begin();
        while (_work.Next(Us) is { } request)
        {
            asked.Add(request);
            Assert.True(asked.Count < 100, "The token is never given back");
            _work.Answered(new Answered(request, answer(request), _time.Now()));
        }

        return asked;
    }

    /// <summary>A controller and a panel with one parameter each, which holds 0.</summary>
    private static Frame Answer(Request request) => request.Frame.Command switch
    {
        Command.GetSettings => Reply(request, new Econet.Gm3.Payloads.Settings(1, "x", "1", 2, 3).ToArray()),
        Command.GetParamsStruct or Command.GetParamsStructWithRange when request.First == 0 => Reply(request, Structure(request)),
        Command.GetParams => Reply(request, Values(0)),
        _ => new Frame(Us, request.Frame.Destination, Command.NoData),
    };

    private static Frame Refusal(Request request) => new(Us, request.Frame.Destination, Command.Error);

    private static Frame Reply(Request request, byte[] data) =>
        new(Us, request.Frame.Destination, request.Frame.Command.Answer(), data);

    private static byte[] Structure(Request request)
    {
        var output = new ArrayBufferWriter<byte>();
        var structure = new ParameterStructure(0, "a", "", ParameterType.UInt8, Readable: true, Writable: true);
        StructureAnswer.Write(output, [structure], request.Frame.Command == Command.GetParamsStructWithRange, 100);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Values(byte value)
    {
        var output = new ArrayBufferWriter<byte>();
        ValueAnswer.Write(output, 0, [new FlaggedValue(ParameterFlags.None, Value.Of(ParameterType.UInt8, value))], 100);
        return output.WrittenSpan.ToArray();
    }

    private sealed class Sink : IBusWorkSink
    {
        public List<WriteStatus> Outcomes { get; } = [];

        public void Learned()
        {
        }

        public void Read(Readings readings)
        {
        }

        public void Progressed(QueuedWrite write, WriteStatus status)
        {
        }

        public void Ended(QueuedWrite write, WriteStatus outcome, Value held, Moment at, string? reason) => Outcomes.Add(outcome);

        public void AlarmsRead(IReadOnlyList<AlarmRecord> alarms)
        {
        }
    }
}
