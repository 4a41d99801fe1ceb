using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Parameters;

public sealed class ParameterTableTests : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    private readonly VirtualTime _time = new();

    private readonly ParameterTable _table = new(
    [
        ParameterState.Of(new ParameterDefinition(103, "HDWTSetPoint", Unit.Celsius, ParameterType.UInt8, true, Min: new Limit.Fixed(20), Max: new Limit.HeldBy(108))),
        ParameterState.Of(new ParameterDefinition(108, "Highest", Unit.Celsius, ParameterType.UInt8, true)),
    ]);

    public void Dispose() => _time.Dispose();

    [Fact]
    public void Limits_should_be_unknown_until_the_parameter_that_holds_one_is_read()
    {
        Assert.False(_table.LimitsOf(0).Known);

        Read(1, 55);

        Assert.Equal((20, 55, true), (_table.LimitsOf(0).Min!.Value, _table.LimitsOf(0).Max!.Value, _table.LimitsOf(0).Known));
        Assert.Equal([0], _table.LimitedBy(1));
        Assert.Empty(_table.LimitedBy(0));
        Assert.Equal([0], _table.Limited);
    }

    [Fact]
    public void Value_should_be_due_when_it_was_not_confirmed_for_longer_than_it_may_be()
    {
        Read(0, 45);
        _time.Advance(MaxAge);
        Read(1, 55);
        Assert.Empty(_table.Due(_time));

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal([0], _table.Due(_time));
    }

    [Fact]
    public void Value_should_not_be_due_while_the_device_says_what_cannot_be()
    {
        var state = _table.State(0);
        _table.Update(0, state with { Meaning = state.Definition.MeaningIn(Vocabularies.BuiltIn.Of(Vocabularies.Gm3)) });
        Read(0, 45);
        for (var second = 0; second < 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Read(0, 255);
            Assert.Equal(Quality.Suspect, _table.State(0).Quality);
            Assert.Empty(_table.Due(_time));
        }

        _time.Advance(MaxAge + TimeSpan.FromTicks(1));

        Assert.Equal([0], _table.Due(_time));
    }

    [Fact]
    public void Values_should_be_saved_once_when_they_changed()
    {
        Read(0, 45);
        Assert.Equal([103], _table.TakeChanged().Values.Select(value => value.Index));

        Read(0, 45);
        Assert.Empty(_table.TakeChanged().Values);
        Read(1, 55);

        Assert.Equal([103, 108], _table.TakeAll().Values.Select(value => value.Index));
        Assert.Empty(_table.TakeChanged().Values);
    }

    [Fact]
    public void Values_should_be_kept_only_while_somebody_asks_for_all_of_them()
    {
        Read(0, 45);
        Assert.NotSame(_table.Value(0), _table.Value(0));
        var asked = _table.Values[0];
        Assert.Same(asked, _table.Value(0));

        _table.Tidy();
        Assert.Same(asked, _table.Values[0]);
        Read(0, 46);
        Assert.Equal(46, _table.Values[0].Value.ToDouble());

        _table.Tidy();
        _table.Tidy();
        Assert.NotSame(_table.Value(0), _table.Value(0));
    }

    [Fact]
    public void Reading_that_says_the_same_should_be_known_without_another_state()
    {
        Read(0, 45);
        var state = _table.State(0);
        _time.Advance(MaxAge);

        var confirmed = Confirm(45);

        Assert.Same(state, confirmed?.Of);
        Assert.Equal(_time.GetUtcNow(), _table.Value(0).ReadAt);
        Assert.Equal(state.ReadAt?.Time, _table.Value(0).ChangedAt);
        Assert.Equal(_time.GetUtcNow(), Assert.Single(_table.TakeAll().Values).ReadAt);
        Assert.True(_table.IsFresh(0, TimeSpan.Zero, _time));
        _time.Advance(MaxAge);
        Assert.Empty(_table.Due(_time));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([0], _table.Due(_time));
    }

    [Fact]
    public void Reading_that_says_anything_more_should_be_for_the_actor()
    {
        Assert.Null(Confirm(45));
        Read(0, 45);
        var at = _time.Now();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(Confirm(46));
        Assert.Null(Confirm(45, maxAge: MaxAge * 2));
        Assert.Null(Confirm(45, certain: true));
        Assert.NotNull(Confirm(45));
        Assert.Null(Confirm(45, at));

        _table.Update(0, _table.State(0).Expire());
        Assert.Null(Confirm(45));

        Read(0, 45);
        _table.Update(0, _table.State(0).Read(Value.Of(ParameterType.UInt8, 47), _time.Now(), MaxAge, inDoubt: true, _time));
        Assert.Equal(Quality.Good, _table.State(0).Quality);
        Assert.Null(Confirm(45));
    }

    [Fact]
    public void State_that_follows_should_take_the_place_of_what_was_confirmed()
    {
        Read(0, 45);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(Confirm(45));

        Read(0, 46);

        Assert.Equal(46, _table.State(0).Value.ToInteger());
        Assert.Equal(_time.GetUtcNow(), _table.Value(0).ChangedAt);
    }

    private Confirmation? Confirm(int value, Moment? at = null, TimeSpan? maxAge = null, bool certain = false) => _table.Confirm(
        0, new ParameterMessages.Reading(103, Value.Of(ParameterType.UInt8, value), maxAge ?? MaxAge, certain), at ?? _time.Now(), inDoubt: false);

    private void Read(int place, int value) =>
        _table.Update(place, _table.State(place).Confirm(Value.Of(ParameterType.UInt8, value), _time.Now(), MaxAge));
}
