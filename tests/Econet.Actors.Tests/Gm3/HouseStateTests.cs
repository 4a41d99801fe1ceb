using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

public sealed class HouseStateTests : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("econet-state-");

    public void Dispose() => _state.Delete(recursive: true);

    [Fact]
    public async Task Writes_should_be_known_again_when_the_state_file_can_be_read_only_later()
    {
        var directory = Path.Combine(_state.FullName, "house");
        var options = new Gm3Options { StateDirectory = directory };
        await using var first = await House.StartAsync(options: options);
        await first.UntilLearned();
        var former = await first.Within(TimeSpan.FromSeconds(6), first.Device.WriteAsync("HDWTSetPoint", 47));
        await first.StopAsync();
        Directory.Move(directory, directory + ".away");
        File.WriteAllText(directory, "a file where the directory should be");
        await using var second = await House.StartAsync(first.Time, first.Bus, options);
        Assert.Empty(await second.Device.WritesAsync());

        File.Delete(directory);
        Directory.Move(directory + ".away", directory);
        second.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(former.Job, Assert.Single(await second.Device.WritesAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_of_before_should_not_undo_a_later_one_when_the_state_file_can_be_read_only_later(bool verified)
    {
        var directory = Path.Combine(_state.FullName, "house");
        var options = new Gm3Options { StateDirectory = directory, WriteTimeout = TimeSpan.FromMinutes(2) };
        await using var first = await House.StartAsync(options: options);
        await first.UntilLearned();
        var noGrants = first.Bus.Inject(new FaultPlan().GrantNoTokens());
        first.UntilTokenReturned();
        var former = await first.Within(
            TimeSpan.FromSeconds(1), first.Device.WriteAsync("HDWTSetPoint", 47, new WriteOptions(AnswerWhenAccepted: true)));
        await first.StopAsync();
        Directory.Move(directory, directory + ".away");
        File.WriteAllText(directory, "a file where the directory should be");
        noGrants.Dispose();
        await using var second = await House.StartAsync(first.Time, first.Bus, options);
        await second.UntilLearned();

        var waits = verified ? null : first.Bus.Inject(new FaultPlan().GrantNoTokens());
        second.UntilTokenReturned();
        var later = second.Device.WriteAsync("HDWTSetPoint", 48);
        second.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(verified, later.IsCompleted);
        File.Delete(directory);
        Directory.Move(directory + ".away", directory);
        second.Time.Advance(TimeSpan.FromMinutes(1));
        waits?.Dispose();
        Assert.True((await second.Within(TimeSpan.FromSeconds(30), later)).Success);
        second.Time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(48, first.Bus.Truth("HDWTSetPoint").ToDouble());
        Assert.Equal([48], first.Bus.Writes.Select(write => write.Value.ToDouble()));
        Assert.Equal(WriteStatus.Superseded, Assert.Single(await second.Device.WritesAsync(former.Job!.Id)).Status);
    }
}
