using Econet.Actors.Gm3.Work;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Tests.Gm3;

public sealed class OverheardTests : IDisposable
{
    private static readonly Frame Question =
        new(BusAddress.Controller, BusAddress.Broadcast, Command.GetParams, new ParameterSelection(2, 5).ToArray());

    private static readonly Frame Reply = new(BusAddress.Broadcast, BusAddress.Controller, Command.GetParamsAnswer, new byte[] { 1, 5, 0, 0, 7 });

    private readonly VirtualTime _time = new();
    private readonly Overheard _overheard;

    public OverheardTests() => _overheard = new Overheard(_time);

    [Fact]
    public void Answer_should_be_paired_with_the_request_right_before_it()
    {
        Assert.Null(Hear(Question));
        Assert.Equal(Question, Hear(Reply));
        Assert.Null(Hear(Reply));
    }

    [Fact]
    public void Answer_should_not_be_paired_when_something_else_was_said_in_between()
    {
        Hear(Question);
        Hear(Service.TokenGrant(110));
        Assert.Null(Hear(Reply));
    }

    [Fact]
    public void Answer_should_not_be_paired_when_we_have_spoken_in_between()
    {
        Hear(Question);
        _overheard.Interrupt();
        Assert.Null(Hear(Reply));
    }

    [Fact]
    public void Answer_should_not_be_paired_when_it_comes_late()
    {
        Hear(Question);
        _time.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Null(Hear(Reply));
    }

    [Fact]
    public void Answer_should_not_be_paired_when_it_is_from_or_for_somebody_else()
    {
        Hear(Question);
        Assert.Null(Hear(Reply with { Destination = 110 }));
        Hear(Question);
        Assert.Null(Hear(Reply with { Source = BusAddress.Panel }));
        Hear(Question);
        Assert.Null(Hear(Reply with { Command = Command.ModifyParamAnswer }));
    }

    public void Dispose() => _time.Dispose();

    private Frame? Hear(Frame frame) => _overheard.Hear(frame, _time.Now());
}
