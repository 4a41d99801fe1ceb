using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Values;

namespace Econet.Actors.Tests.Parameters;

public sealed class WriteRecoveryTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 22, 20, 55, 0, TimeSpan.Zero);

    private readonly string _state = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
    private readonly RunWitness _witness;

    public WriteRecoveryTests() => _witness = RunWitness.Of(_state);

    public void Dispose()
    {
        _witness.Dispose();
        RunWitness.Forget(_state);
    }

    [Fact]
    public void Write_should_be_sent_when_it_was_still_to_be_made()
    {
        _witness.Add(1);

        var found = Assert.Single(WriteRecovery.Of([Job(1)], _witness, Now));

        Assert.Equal((null, true, false), (found.Ends, found.MaySend, found.WasSent));
        Assert.Equal([Value.Of(45)], found.Before!.Value.AsEnumerable());
    }

    [Fact]
    public void Write_should_be_sent_whatever_the_device_holds_when_nobody_knew_what_it_held_before()
    {
        _witness.Add(1);
        _witness.Add(2);

        var found = WriteRecovery.Of([Job(1) with { OldValue = Value.None }, Job(2) with { OldValue = Value.None }], _witness, Now).Last();

        Assert.Equal((true, null), (found.MaySend, found.Before));
    }

    [Fact]
    public void Write_that_was_sent_should_not_be_sent_over_what_nobody_expects()
    {
        _witness.Add(1);
        _witness.Sent(1);

        var found = Assert.Single(WriteRecovery.Of([Job(1) with { OldValue = Value.None }], _witness, Now));

        Assert.Empty(found.Before!.Value.AsEnumerable());
    }

    [Theory]
    [InlineData(301)]
    [InlineData(-1)]
    public void Write_should_only_be_read_when_it_is_old_or_the_clock_was_set_back(int age)
    {
        _witness.Add(1);

        Assert.False(Assert.Single(WriteRecovery.Of([Job(1)], _witness, Now.AddSeconds(age))).MaySend);
    }

    [Fact]
    public void Write_should_only_be_read_when_nobody_says_that_it_was_still_to_be_made()
    {
        var found = Assert.Single(WriteRecovery.Of([Job(1)], _witness, Now));

        Assert.Equal((null, false), (found.Ends, found.MaySend));
    }

    [Theory]
    [InlineData(WriteStatus.Queued)]
    [InlineData(WriteStatus.Verified)]
    public void Write_should_be_superseded_when_a_later_one_is_recorded_and_may_have_been_made(WriteStatus later)
    {
        var found = WriteRecovery.Of([Job(1), Job(2) with { Status = later }], _witness, Now).First();

        Assert.Equal((WriteStatus.Superseded, false), (found.Ends, found.MaySend));
    }

    [Fact]
    public void Write_that_had_not_begun_should_end_and_the_accepted_one_before_it_be_sent()
    {
        _witness.Add(1);

        var found = WriteRecovery.Of([Job(1), Job(2)], _witness, Now).ToArray();

        Assert.Equal([null, WriteStatus.Expired], found.Select(write => write.Ends));
        Assert.Equal([true, false], found.Select(write => write.MaySend));
    }

    [Fact]
    public void Later_write_should_be_sent_when_both_were_still_to_be_made()
    {
        _witness.Add(1);
        _witness.Add(2);

        var found = WriteRecovery.Of([Job(1), Job(2)], _witness, Now).ToArray();

        Assert.Equal([WriteStatus.Superseded, null], found.Select(write => write.Ends));
        Assert.Equal([false, true], found.Select(write => write.MaySend));
    }

    private static WriteJob Job(long id) => new(id, "HDWTSetPoint", 103, Value.Of(46 + (int)id), Value.Of(45), "kitchen", Now);
}
