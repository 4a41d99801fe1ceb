using Econet.Actors.Gm3;
using Econet.Actors.TestKit;

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
}
