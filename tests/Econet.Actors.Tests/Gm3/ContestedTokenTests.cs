using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Session;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Tests.Gm3.ProtocolBench;

namespace Econet.Actors.Tests.Gm3;

public sealed class ContestedTokenTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly ContestedToken _token;

    public ContestedTokenTests() => _token = new ContestedToken(_time, new Random(1));

    [Fact]
    public void Token_should_be_ours_when_nobody_uses_it_for_about_a_second()
    {
        _token.Take(Us, usable: false);
        _time.Advance(TimeSpan.FromMilliseconds(800));
        Assert.False(_token.IsDue);
        Hear(Service.TokenGrant(Us), AnswerOwner.Nobody);
        Hear(ValuesAnswer(5), AnswerOwner.Us);
        _time.Advance(TimeSpan.FromMilliseconds(600));

        Assert.True(_token.IsDue);
        Assert.Equal(Us, _token.Win());
        Assert.Null(_token.Address);
    }

    public static TheoryData<Frame, int> SignsOfUse => new()
    {
        { ValuesAnswer(5), (int)AnswerOwner.Another },
        { ValuesRequest(5).Frame, (int)AnswerOwner.Nobody },
        { Service.TokenReturn(Us), (int)AnswerOwner.Nobody },
        { new Frame(109, BusAddress.Panel, Command.Identify), (int)AnswerOwner.Nobody },
    };

    [Theory]
    [MemberData(nameof(SignsOfUse))]
    public void Token_should_be_anothers_when_that_one_uses_it_or_the_panel_goes_on(Frame heard, int owner)
    {
        _token.Take(Us, usable: true);
        Hear(heard, (AnswerOwner)owner);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(_token.Address);
        Assert.False(_token.IsDue);
    }

    [Fact]
    public void Two_should_take_turns()
    {
        var other = new ContestedToken(_time, new Random(2));
        var wins = "";
        for (var token = 0; token < 20; token++)
        {
            _token.Take(Us, usable: true);
            other.Take(Us, usable: true);
            var (winner, loser) = _token.Due!.Value.Ticks < other.Due!.Value.Ticks ? (_token, other) : (other, _token);
            Assert.InRange(_time.GetElapsedTime(winner.Due!.Value.Ticks, loser.Due!.Value.Ticks).TotalMilliseconds, token == 0 ? 0 : 100, 700);
            wins += winner == other ? "B" : "A";
            winner.Win();
            loser.Heard(new ProtocolMessages.Heard(ValuesAnswer(5), _time.Now(), Answers: AnswerOwner.Another));
        }

        Assert.DoesNotContain("AA", wins, StringComparison.Ordinal);
        Assert.DoesNotContain("BB", wins, StringComparison.Ordinal);
    }

    public void Dispose() => _time.Dispose();

    private void Hear(Frame frame, AnswerOwner owner) => _token.Heard(new ProtocolMessages.Heard(frame, _time.Now(), Answers: owner));
}
