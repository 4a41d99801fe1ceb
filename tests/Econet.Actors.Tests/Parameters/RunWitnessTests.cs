using Econet.Actors.Parameters;
using Econet.Actors.Tests.Storage;

namespace Econet.Actors.Tests.Parameters;

public sealed class RunWitnessTests : IDisposable
{
    private readonly string _state = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        if (RunWitness.PathOf(_state) is { } path)
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Witness_should_know_after_a_crash_what_is_still_to_be_made_and_what_was_sent()
    {
        var first = RunWitness.Of(_state);
        first.Add(1);
        first.Add(2);
        first.Add(3);
        first.Sent(2);
        first.Remove(3);

        using var second = AfterCrash(first);

        Assert.True(second.IsToBeMade(1, out var firstSent));
        Assert.True(second.IsToBeMade(2, out var secondSent));
        Assert.Equal((false, true), (firstSent, secondSent));
        Assert.False(second.IsToBeMade(3, out _));
    }

    [Fact]
    public void Witness_should_forget_what_the_run_before_left_when_something_newer_is_written_before_the_disk_was_read()
    {
        var first = RunWitness.Of(_state);
        first.Add(1);
        using (var second = AfterCrash(first))
        {
            second.Settle([]);
            second.Add(2);
            Assert.False(second.IsToBeMade(1, out _));
            second.Settle([]);
            Assert.True(second.IsToBeMade(2, out _));
        }

        using var third = RunWitness.Of(_state);
        Assert.False(third.IsToBeMade(1, out _));
        Assert.True(third.IsToBeMade(2, out _));
    }

    [Fact]
    public void Witness_should_leave_nothing_behind_when_nothing_is_to_be_made()
    {
        using (var witness = RunWitness.Of(_state))
        {
            witness.Add(1);
            witness.Remove(1);
        }

        Assert.False(File.Exists(RunWitness.PathOf(_state)));
    }

    [Fact]
    public void Witness_should_know_of_nothing_where_nothing_is_kept()
    {
        using var witness = RunWitness.Of(null);
        witness.Add(1);
        witness.Remove(1);
        Assert.False(witness.IsToBeMade(1, out _));
    }

    /// <summary>What the memory of the machine holds stays when the process ends however it ends; the file's lock ends with it.</summary>
    private RunWitness AfterCrash(RunWitness crashed)
    {
        var path = RunWitness.PathOf(_state)!;
        StateDirectory.CopyLocked(path, path + ".copy");
        crashed.Dispose();
        File.Move(path + ".copy", path, overwrite: true);
        return RunWitness.Of(_state);
    }
}
