using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Session;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Gm3;

namespace Econet.Actors.Tests.Gm3;

/// <summary>What is a sign of somebody else at our address, and what is noise, an echo or a memory of the adapter.</summary>
public sealed class SecondSpeakerTests : IDisposable
{
    private const ushort Own = 0x1234;

    private readonly VirtualTime _time = new();
    private readonly SecondSpeaker _second;

    public SecondSpeakerTests()
    {
        _second = new SecondSpeaker(_time);
        _second.LineOpened();
        Seconds(10);
    }

    [Fact]
    public void Frames_from_our_address_should_show_another_one_when_they_are_three()
    {
        Assert.False(Speaks());
        Seconds(1);
        Assert.False(Speaks());
        Seconds(1);
        Assert.True(Speaks());

        Assert.Equal(Own, _second.Address);
        Assert.True(_second.Suspects(Own));
    }

    [Fact]
    public void Frames_at_once_should_show_nobody()
    {
        Assert.False(Speaks() || Speaks() || Speaks() || Speaks());
        Assert.Null(_second.Address);
    }

    [Fact]
    public void Frames_right_after_the_line_was_opened_should_show_nobody()
    {
        _second.LineOpened();
        for (var i = 0; i < 10; i++)
        {
            Seconds(0.25);
            Assert.False(Speaks());
        }

        Assert.Null(_second.Address);
        Assert.False(_second.Suspects(Own));
    }

    [Fact]
    public void Frames_far_apart_should_show_nobody()
    {
        for (var i = 0; i < 10; i++)
        {
            Seconds(31);
            Assert.False(Speaks());
        }
    }

    [Fact]
    public void Answers_that_another_one_asked_for_should_count_and_those_to_other_addresses_should_not()
    {
        for (var i = 0; i < 5; i++)
        {
            Seconds(1);
            Assert.False(Hears(destination: Own + 1, AnswerOwner.Another) || Hears(Own, AnswerOwner.Us) || Hears(Own, AnswerOwner.UsTwice));
        }

        Seconds(1);
        Hears(Own, AnswerOwner.Another);
        Seconds(1);
        Hears(Own, AnswerOwner.Another);
        Seconds(1);
        Assert.True(Hears(Own, AnswerOwner.Another));
    }

    [Fact]
    public void Address_should_be_forgotten_two_minutes_after_the_last_sign()
    {
        Find();
        Seconds(119);
        Assert.Equal(Own, _second.Address);
        Assert.True(Speaks());
        Seconds(119);
        Assert.Equal(Own, _second.Address);
        Seconds(1);
        Assert.Null(_second.Address);
    }

    [Fact]
    public void Address_should_be_left_at_once_to_one_who_is_heard()
    {
        Assert.False(_second.MayLeave);
        Find();
        Assert.True(_second.MayLeave);
    }

    [Fact]
    public void Address_should_be_left_to_one_whose_answers_alone_are_heard_when_it_has_heard_ours()
    {
        FindByAnswers();
        _second.Worked();
        Assert.False(_second.MayLeave);

        Seconds(4);
        Assert.False(_second.MayLeave);
        _second.Worked();
        Assert.True(_second.MayLeave);
    }

    [Fact]
    public void Address_should_be_left_in_the_end_to_one_that_never_hears_us()
    {
        FindByAnswers();
        Seconds(14);
        Assert.False(_second.MayLeave);
        Seconds(1);
        Assert.True(_second.MayLeave);
    }

    [Fact]
    public void Doubled_answers_should_be_listened_for_in_two_tokens_and_then_not_for_five_minutes()
    {
        Doubles();
        Assert.True(_second.Suspects(Own));
        _second.Listened();
        Assert.True(_second.Suspects(Own));
        _second.Listened();
        Assert.False(_second.Suspects(Own));

        Seconds(200);
        Doubles();
        Assert.False(_second.Suspects(Own));
        Seconds(100);
        Doubles();
        Assert.True(_second.Suspects(Own));
    }

    [Fact]
    public void What_was_heard_of_a_former_address_should_say_nothing_of_the_new_one()
    {
        Speaks();
        Seconds(1);
        Speaks();
        _second.Moved();
        Seconds(1);

        Assert.False(Speaks());
    }

    public void Dispose() => _time.Dispose();

    private void Find()
    {
        Speaks();
        Seconds(1);
        Speaks();
        Seconds(1);
        Assert.True(Speaks());
    }

    private void FindByAnswers()
    {
        Hears(Own, AnswerOwner.Another);
        Seconds(1);
        Hears(Own, AnswerOwner.Another);
        Seconds(1);
        Assert.True(Hears(Own, AnswerOwner.Another));
    }

    private void Doubles()
    {
        for (var i = 0; i < 3; i++)
        {
            Seconds(0.1);
            Assert.False(Hears(Own, AnswerOwner.UsTwice));
        }
    }

    /// <summary>A frame comes from our address.</summary>
    private bool Speaks() =>
        _second.Shows(new ProtocolMessages.Heard(new Frame(BusAddress.Controller, Own, Command.GetParams, new byte[] { 1, 0, 0 }), _time.Now()), Own);

    private bool Hears(ushort destination, AnswerOwner owner) => _second.Shows(
        new ProtocolMessages.Heard(
            new Frame(destination, BusAddress.Controller, Command.GetParamsAnswer, new byte[] { 1, 0, 0 }), _time.Now(), Answers: owner),
        Own);

    private void Seconds(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
