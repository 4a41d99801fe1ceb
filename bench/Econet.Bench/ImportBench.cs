using System.Diagnostics;
using System.Globalization;
using System.Text;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Http;
using Econet.Gateway.Imports;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Bench;

/// <summary>How fast a CSV file of another logger comes into the history: a value a minute of each parameter, one in each line.</summary>
internal sealed class ImportBench(int rows, int parameters, int rounds)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero);

    private static readonly HistoryOptions Kept = new(
        true, TimeSpan.FromDays(7), TimeSpan.FromDays(90), TimeSpan.FromDays(3653), 1L << 40, TimeSpan.FromMinutes(15), [], []);

    public async Task RunAsync()
    {
        var csv = Csv();
        Tell($"{rows} rows of {parameters} parameters, {csv.Length / 1e6:F0} MB");
        for (var round = 0; round < rounds; round++)
        {
            var directory = Directory.CreateTempSubdirectory("econet-import-");
            try
            {
                var path = Path.Combine(directory.FullName, "history.db");
                await RunAsync(path, csv);
                Tell($"the file of the history: {new FileInfo(path).Length / 1e6:F1} MB");
            }
            finally
            {
                directory.Delete(recursive: true);
            }
        }
    }

    private async Task RunAsync(string path, byte[] csv)
    {
        var time = new FixedTime();
        var recorder = new Recorder(new Selection([], []), VocabularySource.BuiltIn, time);
        Register(path);
        var store = new FileHistory(path, Kept.Flush);
        var reader = new HistoryReader(store, recorder);
        using var writer = new HistoryWriter(store, Kept, recorder, reader, new GatewayProblems(time, NullLogger<GatewayProblems>.Instance), time);
        using var import = new HistoryImport(path + ".import", store, Kept, reader, writer, VocabularySource.BuiltIn, time);
        foreach (var isDry in (bool[])[true, false])
        {
            var begun = Stopwatch.GetTimestamp();
            var report = await import.RunAsync(
                new MemoryStream(csv), new ImportQuestion("heatpump", new Dictionary<string, string>(), null, null, isDry), _ => true, CancellationToken.None);
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            var (values, hours) = (report.Series.Sum(series => series.Values), report.Series.Sum(series => series.Hours));
            if (values != rows || report.Unread.Count > 0 || hours == 0)
            {
                throw new InvalidOperationException($"{values} values were read, and {hours} hours came in.");
            }

            Tell($"{(isDry ? "dry run" : "import")}: {seconds:F1} s, {rows / seconds:F0} rows a second, {hours} hours");
        }
    }

    private void Register(string path)
    {
        using var file = HistoryFile.Open(path);
        file.Transact(() =>
        {
            for (var i = 0; i < parameters; i++)
            {
                _ = file.Register(new Series("heatpump", NameOf(i), new RecordedParameter(i, NameOf(i), Unit.None, ParameterType.Float), RecordedKind.Number, 2));
            }
        });
    }

    /// <summary>Minute by minute, up to a day before the gateway keeps every change itself.</summary>
    private byte[] Csv()
    {
        var (random, text) = (new Random(1), new StringBuilder("time,parameter,value\n"));
        var begin = Now - TimeSpan.FromDays(8) - TimeSpan.FromMinutes(rows / parameters);
        for (var row = 0; row < rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{begin.AddMinutes(row / parameters):yyyy-MM-dd'T'HH:mm:ss'Z'},{NameOf(row % parameters)},{20 + (random.NextDouble() * 5):F2}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"P{number}");

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
