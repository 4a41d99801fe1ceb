using Econet.Actors.Gm3.Session;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Each line is what is heard, in order: <c>a</c>nswered and <c>m</c>issed IDENTIFYs, <c>g</c>rants, and tables with us and without.</summary>
public class PanelRoundsTests
{
    private const char Listed = 'T';
    private const char Unlisted = 't';

    [Theory]
    [InlineData("agTm", false)]
    [InlineData("agTmT", false)]
    [InlineData("agTmt", true)]
    [InlineData("agTt", false)]
    [InlineData("agTmTgTmt", true)]
    [InlineData("agTmTg", false)]
    public void Panel_should_have_let_go_when_its_table_names_us_no_more(string heard, bool hasLetGo) =>
        Assert.Equal(hasLetGo, Hear(heard).HasLetGo);

    [Theory]
    [InlineData("agtmt", false)]
    [InlineData("agtmtm", true)]
    [InlineData("agtmtt", true)]
    [InlineData("agtmm", false)]
    [InlineData("agtmmtmm", true)]
    [InlineData("agtmtg", false)]
    [InlineData("agtmtgtmtgt", false)]
    public void Panel_should_have_let_go_when_a_round_goes_by_in_which_it_was_not_answered_and_did_not_grant(string heard, bool hasLetGo) =>
        Assert.Equal(hasLetGo, Hear(heard).HasLetGo);

    [Theory]
    [InlineData("agatatgatatgmtm", false)]
    [InlineData("agatatgatatgmttm", true)]
    [InlineData("agatatgatatgmttt", true)]
    public void Panel_that_grants_in_some_rounds_only_should_be_waited_for_as_long(string heard, bool hasLetGo) =>
        Assert.Equal(hasLetGo, Hear(heard).HasLetGo);

    [Theory]
    [InlineData("tt", false)]
    [InlineData("ttt", true)]
    [InlineData("agtt", false)]
    [InlineData("agttt", true)]
    public void Panel_should_have_let_go_when_it_has_not_had_to_do_with_us_for_some_rounds(string heard, bool hasLetGo) =>
        Assert.Equal(hasLetGo, Hear(heard).HasLetGo);

    [Fact]
    public void Panel_should_not_have_let_go_for_what_could_not_be_heard()
    {
        var rounds = Hear("agtmt");
        rounds.Restart();

        Assert.False(rounds.HasLetGo);
    }

    private static PanelRounds Hear(string heard)
    {
        var rounds = new PanelRounds();
        foreach (var what in heard)
        {
            switch (what)
            {
                case 'a':
                    rounds.Answered();
                    break;
                case 'm':
                    rounds.Missed();
                    break;
                case 'g':
                    rounds.Granted();
                    break;
                default:
                    rounds.Told(isListed: what == Listed);
                    Assert.True(what is Listed or Unlisted);
                    break;
            }
        }

        return rounds;
    }
}
