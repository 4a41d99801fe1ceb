using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.History;

/// <summary>Files of earlier versions.</summary>
public sealed class HistoryFileSchemaTests : IDisposable
{
    private const long Start = 20_700 * Moments.Day;

    /// <summary>The tables as version 1 made them.</summary>
    private const string Version1 = """
        PRAGMA auto_vacuum=INCREMENTAL;
        CREATE TABLE series (
            id INTEGER PRIMARY KEY, device TEXT NOT NULL, key TEXT NOT NULL, kind INTEGER NOT NULL, digits INTEGER NOT NULL,
            parameter INTEGER NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, type INTEGER NOT NULL, UNIQUE (device, key));
        CREATE TABLE windows (id INTEGER PRIMARY KEY AUTOINCREMENT, start INTEGER NOT NULL, end INTEGER NOT NULL, continues INTEGER NOT NULL, rolled INTEGER NOT NULL);
        CREATE TABLE blocks (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
        PRAGMA user_version=1; PRAGMA journal_mode=WAL;
        INSERT INTO series VALUES (1, 'heatpump', 'TempCWU', 0, 2, 61, 'TempCWU', '°C', 7), (2, 'cottage', 'TempCWU', 0, 2, 61, 'TempCWU', '°C', 7);
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly Recorder _recorder = new(new Selection([], []), VocabularySource.BuiltIn, new FakeTimeProvider((Start + (2 * Moments.Day)).ToTime()));

    private string FilePath => Path.Combine(_directory.Path, "history.db");

    private FileHistory Store => new(FilePath, TimeSpan.FromMinutes(15));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Windows_of_a_file_of_version_1_should_be_each_devices()
    {
        Make();

        Assert.Equal([20, 21, double.NaN, 22], Known("heatpump", 1, 5, 9, 13));
        Assert.Equal([50, 50, double.NaN, double.NaN], Known("cottage", 1, 5, 9, 13));
        using var file = HistoryFile.OpenToRead(FilePath)!;
        Assert.Equal([(1L, true), (2, true), (3, false)], file.Windows("cottage").Select(window => (window.Id, window.IsRolled)));
        Assert.Equal(Start + (14 * Moments.Hour), file.PresentOf("heatpump"));
    }

    [Fact]
    public void File_of_version_1_should_be_written_on()
    {
        Make();

        using (var file = HistoryFile.Open(FilePath))
        {
            var window = new Window("cottage", epoch: 0, number: 0, Start + (15 * Moments.Hour), continues: false) { End = Start + (16 * Moments.Hour) };
            file.Transact(() => Assert.Equal(4, file.Write(window)));
            file.Transact(() => Compaction.Roll(file, "heatpump", Start + (2 * Moments.Day)));
            Assert.All(file.Windows("heatpump"), written => Assert.True(written.IsRolled));
            Assert.Contains(file.Windows("cottage"), written => !written.IsRolled);
        }

        Assert.Equal([20, 21, double.NaN, 22], Known("heatpump", 1, 5, 9, 13));
    }

    [Fact]
    public async Task Handing_on_should_go_on_in_a_file_of_version_1()
    {
        Make();
        File.WriteAllText(Path.Combine(_directory.Path, "influx-cursor"), "2");
        var sent = new List<string>();

        using (var windows = new FileHandingOn(FilePath))
        {
            while (await windows.NextAsync(Note))
            {
            }
        }

        Assert.Equal(["cottage 3", "heatpump 3"], sent);

        Task Note(IHistorySession session, string device, WrittenWindow window)
        {
            sent.Add($"{device} {window.Id}");
            return Task.CompletedTask;
        }
    }

    private double[] Known(string device, params int[] hours)
    {
        var reader = new HistoryReader(Store, _recorder);
        return [.. hours.Select(hour => reader.Signals([.. reader.Series(device)], Start, Start + Moments.Day)[0].At(Start + (hour * Moments.Hour)))];
    }

    /// <summary>Three windows, before the third of which the gateway did not run. The second device was gone when that began.</summary>
    private void Make()
    {
        using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        Execute(connection, Version1);
        foreach (var (window, from, to, continues) in ((long, int, int, int)[])[(1, 0, 4, 0), (2, 4, 8, 1), (3, 12, 14, 0)])
        {
            Execute(connection, $"INSERT INTO windows VALUES ({window}, {Start + (from * Moments.Hour)}, {Start + (to * Moments.Hour)}, {continues}, {(window < 3 ? 1 : 0)})");
        }

        Put(1, 1, 0, 20);
        Put(1, 2, 0, 50);
        Put(2, 1, 4, 21);
        Put(3, 1, 12, 22);

        void Put(long window, long series, int hour, double value)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO blocks VALUES ($id, $data)";
            command.Parameters.AddWithValue("$id", (window << 20) | series);
            command.Parameters.AddWithValue("$data", SampleCodec.Write(Start + (hour * Moments.Hour), 2, [new Sample(Start + (hour * Moments.Hour), value)]));
            command.ExecuteNonQuery();
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
