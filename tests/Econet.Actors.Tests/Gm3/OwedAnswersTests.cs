using Econet.Actors.Gm3.Protocol;
using Econet.Actors.TestKit;
using Econet.Gm3;
using static Econet.Actors.Tests.Gm3.ProtocolBench;

namespace Econet.Actors.Tests.Gm3;

public sealed class OwedAnswersTests : IDisposable
{
    private static readonly Frame NoData = new(Us, BusAddress.Controller, Command.NoData);

    private readonly VirtualTime _time = new();
    private readonly OwedAnswers _owed;

    public OwedAnswersTests() => _owed = new OwedAnswers(_time);

    [Fact]
    public void Answer_should_be_ours_once_for_each_time_that_we_asked()
    {
        _owed.Asked(ValuesRequest(5));
        _owed.Asked(ValuesRequest(5));
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(AnswerOwner.Us, Hear(ValuesAnswer(5)));
        Assert.Equal(AnswerOwner.Nobody, Hear(ValuesRequest(5).Frame));
        Assert.Equal(AnswerOwner.Us, Hear(ValuesAnswer(5)));
        Assert.Equal(AnswerOwner.UsTwice, Hear(ValuesAnswer(5)));
        Assert.Equal(AnswerOwner.Another, Hear(ValuesAnswer(6)));
        Assert.Equal(AnswerOwner.Another, Hear(ValuesAnswer(5)));
    }

    [Fact]
    public void Answer_should_not_be_ours_when_another_device_gives_it_or_long_after_we_asked()
    {
        _owed.Asked(ValuesRequest(5));
        Assert.Equal(AnswerOwner.Another, Hear(ValuesAnswer(5, source: BusAddress.Panel)));
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(AnswerOwner.Another, Hear(ValuesAnswer(5)));
    }

    [Fact]
    public void A_refusal_should_be_ours_as_long_as_the_device_owes_us_any_answer()
    {
        _owed.Asked(ValuesRequest(5));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _owed.Asked(ValuesRequest(9));

        Assert.Equal(AnswerOwner.Us, Hear(NoData));
        Assert.Equal(AnswerOwner.Us, Hear(ValuesAnswer(5)));
        Assert.Equal(AnswerOwner.Another, Hear(NoData));
        Assert.Equal(AnswerOwner.Another, Hear(ValuesAnswer(9)));
    }

    public void Dispose() => _time.Dispose();

    private AnswerOwner Hear(Frame frame) => _owed.OwnerOf(frame);
}
