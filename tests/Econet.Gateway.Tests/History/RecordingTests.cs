namespace Econet.Gateway.Tests.History;

public sealed class RecordingTests() : RecordingContract(shared: null)
{
    [Fact]
    public void Disk_should_be_written_four_times_an_hour()
    {
        using var house = new RecordedHouse(new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero));
        house.TakeSnapshot();
        for (var second = 0; second < 3600; second += 3)
        {
            house.Time.Advance(TimeSpan.FromSeconds(3));
            house.SetWater(40 + (second % 7));
            if (second % 900 == 897)
            {
                house.Flush();
            }
        }

        Assert.Equal(4, house.Commits);
        Assert.Empty(house.Problems.Current);
    }
}
