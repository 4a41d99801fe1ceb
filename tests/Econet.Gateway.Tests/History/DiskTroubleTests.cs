using Econet.Gateway.History;
using Econet.Gateway.Http;
using Microsoft.Data.Sqlite;
using static Econet.Gateway.Tests.History.RecordedHouse;

namespace Econet.Gateway.Tests.History;

public sealed class DiskTroubleTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly RecordedHouse _house = new(Start);

    public void Dispose() => _house.Dispose();

    [Fact]
    public void Disk_that_takes_nothing_should_be_a_problem_until_it_does_and_cost_nothing()
    {
        // A file is where the directory shall be.
        File.WriteAllText(_house.StatePath, "");
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(30));
        Assert.Equal(GatewayProblemCode.HistoryUnavailable, Assert.Single(_house.Problems.Current).Code);
        Assert.Equal(40, _house.At(Water, Start.AddMinutes(10)));

        File.Delete(_house.StatePath);
        _house.PassAndFlush(TimeSpan.FromMinutes(15));

        Assert.Empty(_house.Problems.Current);
        _house.Restart();
        Assert.Equal(40, _house.At(Water, Start.AddMinutes(10)));
    }

    [Fact]
    public void File_that_another_process_holds_should_be_a_problem_until_it_lets_go()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(15));
        using (var other = new SqliteConnection($"Data Source={_house.FilePath};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            _house.PassAndFlush(TimeSpan.FromMinutes(15));
            Assert.Contains("in use by another process", Assert.Single(_house.Problems.Current).Message, StringComparison.Ordinal);
            Assert.Equal(40, _house.At(Water, Start.AddMinutes(20)));
        }

        _house.Flush();

        Assert.Empty(_house.Problems.Current);
    }

    [Fact]
    public void Damaged_file_should_be_set_aside_and_begun_anew()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(15));
        _house.Restart();
        File.WriteAllText(_house.FilePath, "This is no database, and never was one; it only has its name and is long enough to be read as one.");
        File.Delete(_house.FilePath + "-wal");
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(15));

        Assert.Empty(_house.Problems.Current);
        Assert.Single(Directory.GetFiles(_house.StatePath, "history.db.damaged-*"));
        Assert.Equal(40, _house.At(Water, Start.AddMinutes(20)));
    }

    [Fact]
    public void Damage_that_a_reader_finds_should_be_mended_by_the_writer()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(15));
        _house.Reader.IsDamaged = true;

        _house.PassAndFlush(TimeSpan.FromMinutes(15));

        Assert.False(_house.Reader.IsDamaged);
        Assert.Single(Directory.GetFiles(_house.StatePath, "history.db.damaged-*"), file => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal));
        Assert.Empty(_house.Problems.Current);
    }

    [Fact]
    public void Damaged_block_should_cost_its_own_time_only()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(15));
        _house.SetWater(41);
        _house.PassAndFlush(TimeSpan.FromMinutes(15));
        using (var file = HistoryFile.Open(_house.FilePath))
        {
            var water = file.Series("heatpump")[new SeriesKey("heatpump", Water)].Id;
            file.Put([new Block(new BlockPlace(Tier.Raw, file.Windows()[0].Window.Id, water), [1, 2, 3])]);
        }

        Assert.Equal([double.NaN, 41], _house.AtMinutes(Water, 10, 20));
    }

    [Fact]
    public void File_of_a_later_version_should_be_left_alone()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(15));
        _house.Restart();
        using (var file = HistoryFile.Open(_house.FilePath))
        {
            file.Execute("PRAGMA user_version=99");
        }

        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(15));

        Assert.Contains("newer version (99)", Assert.Single(_house.Problems.Current).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_house.StatePath, "history.db.damaged-*"));
    }

    [Fact]
    public void File_should_be_its_owners_alone()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(15));

        foreach (var file in OperatingSystem.IsWindows() ? [] : Directory.GetFiles(_house.StatePath))
        {
            Assert.Equal("rw-------", ModeOf(file));
        }
    }

    [Fact]
    public void Memory_should_keep_the_newest_when_the_disk_takes_nothing()
    {
        File.WriteAllText(_house.StatePath, "");
        _house.TakeSnapshot();
        for (var i = 0; i < 3 * Recorder.MostWaiting / 2; i++)
        {
            _house.Time.Advance(TimeSpan.FromMilliseconds(100));
            _house.SetWater(40 + (i % 2));
            if (_house.Recorder.IsFull)
            {
                _house.Recorder.Collect(TimeSpan.Zero);
            }
        }

        Assert.InRange(_house.Recorder.Collect(TimeSpan.Zero).Sum(window => window.Count), Recorder.MostWaiting / 2, Recorder.MostWaiting);
    }

    private static string ModeOf(string file) =>
        OperatingSystem.IsWindows() ? "" : File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite) ? "rw-------" : $"{File.GetUnixFileMode(file)}";
}
