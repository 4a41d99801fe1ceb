using System.Collections.Immutable;
using Akka.Event;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Session;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Tests.Gm3;

/// <summary>The state machine of the token, without actors and bus.</summary>
public sealed class BusSessionTests : IDisposable
{
    private const ushort Us = 107;

    private readonly VirtualTime _time = new();

    [Fact]
    public void Session_should_begin_to_work_when_it_is_granted_the_token()
    {
        var session = Idle();

        var effects = Hear(session, Service.TokenGrant(Us));

        Assert.Equal(SessionState.Working, session.State);
        Assert.True(session.HoldsToken);
        Assert.Equal(Us, Assert.IsType<SessionEffect.BeginWork>(effects[^1]).Source);
    }

    [Fact]
    public void Session_should_be_returning_until_the_return_is_on_the_wire()
    {
        var session = Working();

        var say = Return(session.WorkOver());

        Assert.Equal(SessionState.Returning, session.State);
        Assert.False(session.Awaits(say.Confirm!.Value - 1));
        Assert.True(session.Awaits(say.Confirm.Value));
        Assert.Empty(session.Returned());
        Assert.Equal(SessionState.Idle, session.State);
    }

    [Fact]
    public void Session_should_take_a_grant_that_is_said_twice_once()
    {
        var session = Working();

        Assert.Empty(Hear(session, Service.TokenGrant(Us)));
        session.WorkOver();
        Assert.Empty(Hear(session, Service.TokenGrant(Us)));

        Assert.Equal(1, session.Granted);
    }

    [Fact]
    public void Session_should_give_back_at_once_what_it_is_granted_while_it_does_not_know_what_is_stored()
    {
        var claim = new AddressClaim(new Gm3Options(), _time);
        claim.Restore([(byte)Us, 0]);
        var session = new BusSession(new Gm3Options(), claim, _time);
        session.LineOpened();

        Return(Hear(session, Service.TokenGrant(Us)));

        Assert.Equal(SessionState.Restoring, session.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Session_should_give_the_token_back_once_the_line_is_back_when_it_went_with_it(bool wasReturning)
    {
        var session = Working();
        if (wasReturning)
        {
            session.WorkOver();
        }

        session.LineLost();
        Assert.Equal(SessionState.Idle, session.State);
        session.LineOpened();
        _time.Advance(SilenceWatch.AfterLoss);

        Assert.Equal(_time.GetTimestamp(), session.Due?.Ticks);
        Return(session.CheckTime());
        Assert.Null(session.Due);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Session_should_count_the_silence_from_before_it_knew_that_the_last_run_ended_with_a_token(bool wasHeard)
    {
        var session = new BusSession(new Gm3Options(), new AddressClaim(new Gm3Options(), _time), _time);
        session.LineOpened();
        _time.Advance(TimeSpan.FromSeconds(1));
        if (wasHeard)
        {
            Hear(session, Service.TokenGrant(Us + 1));
        }

        _time.Advance(TimeSpan.FromSeconds(0.5));
        session.Restored([(byte)Us, 0], [1]);

        _time.Advance(SilenceWatch.AfterStop - TimeSpan.FromSeconds(wasHeard ? 0.5 : 1.5) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(session.CheckTime());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Return(session.CheckTime());
    }

    [Fact]
    public void Session_should_work_unbidden_where_no_token_is_needed()
    {
        var session = Idle(new Gm3Options { TokenRequired = false });
        _time.Advance(TimeSpan.FromTicks(session.Due!.Value.Ticks - _time.GetTimestamp()));

        Assert.IsType<SessionEffect.BeginWork>(Assert.Single(session.CheckTime()));
        Assert.False(session.HoldsToken);
        Assert.Equal(SessionEffect.StopWork.Instance, Assert.Single(session.WorkOver()));
        Assert.Equal(SessionState.Idle, session.State);
        Assert.NotNull(session.Due);
    }

    [Fact]
    public void Session_should_leave_at_once_when_it_has_no_address()
    {
        var session = new BusSession(new Gm3Options(), new AddressClaim(new Gm3Options(), _time), _time);
        session.Restored(null, null);
        session.LineOpened();

        Assert.Equal(SessionEffect.Left.Instance, Assert.Single(session.Leave(atOnce: false)));
        Assert.Equal(SessionState.Released, session.State);
    }

    [Fact]
    public void Session_should_give_its_token_back_and_stay_while_another_may_be_granted()
    {
        var session = Working();

        Return(session.Leave(atOnce: false));
        Assert.Empty(session.Returned());
        Assert.Equal(SessionState.Leaving, session.State);

        // Still granted, and given back without work.
        Return(Hear(session, Service.TokenGrant(Us)));
        Assert.Empty(session.Returned());
        Assert.Equal(SessionState.Leaving, session.State);
        Assert.Equal(2, session.Granted);
    }

    [Fact]
    public void Session_should_leave_when_the_panel_does_not_list_it_any_more()
    {
        var session = Idle();
        Hear(session, Service.TokenGrant(Us));
        session.WorkOver();
        session.Returned();
        Hear(session, Table(Us));
        session.Leave(atOnce: false);

        Assert.Empty(Hear(session, Identify(Us)));
        var effects = Hear(session, Table());

        AssertLeft(session, effects);
        Assert.Empty(Assert.Single(effects.OfType<SessionEffect.Keep>()).Content);
    }

    [Fact]
    public void Session_should_leave_when_its_time_is_over_and_keep_in_mind_that_it_may_be_granted_a_token()
    {
        var session = Working();
        session.Leave(atOnce: false);
        session.Returned();
        _time.Advance(new Gm3Options().LeaveTimeout);
        Assert.Equal(_time.GetTimestamp(), session.Due?.Ticks);

        var effects = session.CheckTime();

        AssertLeft(session, effects);
        Assert.Empty(effects.OfType<SessionEffect.Keep>());
        Assert.Single(effects.OfType<SessionEffect.Note>(), note => note.Level == LogLevel.WarningLevel);
        Return(Hear(session, Service.TokenGrant(Us)));
    }

    [Fact]
    public void Session_should_leave_as_soon_as_its_token_is_on_the_wire_when_it_is_told_to_leave_at_once()
    {
        var session = Working();
        session.Leave(atOnce: false);
        Assert.DoesNotContain(SessionEffect.Left.Instance, session.Leave(atOnce: true));

        AssertLeft(session, session.Returned());
    }

    [Fact]
    public void Session_should_leave_when_the_line_goes_with_its_return()
    {
        var session = Working();
        session.WorkOver();
        session.Leave(atOnce: false);

        AssertLeft(session, session.LineLost());
    }

    [Fact]
    public void Session_should_keep_in_mind_that_the_panel_grants_it_tokens_once_for_all()
    {
        var session = Idle();

        Assert.Single(Hear(session, Service.TokenGrant(Us)), effect => effect is SessionEffect.Keep { Document: BusSession.AwaitedDocument, Content: [1] });
        session.WorkOver();
        session.Returned();
        Assert.DoesNotContain(Hear(session, Service.TokenGrant(Us)), effect => effect is SessionEffect.Keep);
    }

    public void Dispose() => _time.Dispose();

    private static Frame Identify(ushort address) => new(address, BusAddress.Panel, Command.Identify);

    private static Frame Table(params ushort[] peripherals) =>
        DeviceTable.Write([new(1, 20), new(100, 20), .. peripherals.Select(address => new BusDevice(address, float.NaN))]);

    private static void AssertLeft(BusSession session, ImmutableArray<SessionEffect> effects)
    {
        Assert.Contains(SessionEffect.Left.Instance, effects);
        Assert.Equal(SessionState.Released, session.State);
    }

    private static SessionEffect.Say Return(ImmutableArray<SessionEffect> effects)
    {
        var say = Assert.Single(effects.OfType<SessionEffect.Say>());
        Assert.Equal(Service.TokenReturn(Us), say.Frame);
        return say;
    }

    private ImmutableArray<SessionEffect> Hear(BusSession session, Frame frame) => session.Hear(new ProtocolMessages.Heard(frame, _time.Now()));

    private BusSession Idle(Gm3Options? options = null)
    {
        var session = new BusSession(options ?? new Gm3Options(), new AddressClaim(options ?? new Gm3Options(), _time), _time);
        session.Restored([(byte)Us, 0], null);
        session.LineOpened();
        return session;
    }

    private BusSession Working()
    {
        var session = Idle();
        Hear(session, Service.TokenGrant(Us));
        return session;
    }
}
