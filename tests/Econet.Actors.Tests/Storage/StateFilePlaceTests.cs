using Econet.Actors.Storage;

namespace Econet.Actors.Tests.Storage;

public sealed class StateFilePlaceTests : StatePlaceContract, IDisposable
{
    private readonly StateDirectory _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void State_should_come_back_whole() => State_should_come_back_whole_when_it_is_opened_again();

    [Fact]
    public void Later_state_should_count() => Later_should_take_the_place_of_earlier();

    [Fact]
    public void Bad_row_should_not_keep_the_others_out() => Row_that_can_not_be_kept_should_not_keep_the_others_out(null!);

    [Fact]
    public void Old_writes_should_go() => Old_ended_writes_should_go_and_those_under_way_should_stay();

    private protected override IStatePlace Place() => new StateFilePlace(_state.Database);
}
