using CsCheck;
using Econet.Gateway.History;

namespace Econet.Gateway.Tests.History;

public sealed class CompactionTests() : CompactionContract(shared: null)
{
    [Fact]
    public void Too_large_a_file_should_lose_the_oldest_detail_first()
    {
        var start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        using var house = new RecordedHouse(start);
        house.Options = house.Options with { MostBytes = 250_000, Flush = TimeSpan.FromHours(2) };
        house.Restart();
        house.TakeSnapshot();
        var random = new Random(1);
        for (var day = 0; day < 6; day++)
        {
            for (var i = 0; i < 12; i++)
            {
                for (var minute = 0; minute < 120; minute++)
                {
                    for (var second = 0; second < 60; second += 4)
                    {
                        house.Time.Advance(TimeSpan.FromSeconds(4));
                        house.SetWater(40 + random.Next(1000) / 100.0);
                    }
                }

                house.Flush();
            }
        }

        using var file = HistoryFile.OpenToRead(house.FilePath)!;
        Assert.InRange(file.Bytes(), 1, 320_000);
        Assert.InRange((house.Now - file.Windows().Min(one => one.Window.Start)) / (double)Moments.Day, 0.1, 5);
        Assert.Equal(Moments.Of(start) / Moments.Day, file.FirstChunk(Tier.Minutes));
        Assert.Equal(Moments.Of(start) / Moments.Week, file.FirstChunk(Tier.Hours));
        Assert.InRange(new FileInfo(house.FilePath).Length, 1, 400_000);
    }

    [Fact]
    public void Block_ids_should_keep_detail_chunk_and_series_apart() =>
        Gen.Select(Gen.Int[0, 3], Gen.Long[0, 1L << 39], Gen.Long[0, (1 << 20) - 1]).Sample((tier, chunk, series) =>
        {
            var id = BlockId.Of(new BlockPlace((Tier)tier, chunk, series));
            Assert.Equal(chunk, BlockId.Chunk(id));
            Assert.InRange(id, BlockId.First((Tier)tier, chunk), BlockId.First((Tier)tier, chunk + 1) - 1);
            Assert.InRange(id, BlockId.First((Tier)tier, 0), BlockId.First((Tier)(tier + 1), 0) - 1);
        });
}
