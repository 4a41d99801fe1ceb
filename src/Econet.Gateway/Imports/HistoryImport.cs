using Econet.Actors.Storage;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Microsoft.AspNetCore.Connections;

namespace Econet.Gateway.Imports;

/// <summary>
/// Takes in what others recorded: a file is read into a draft on the disk, and from there week by week into the hours of the history of which nothing is known. One
/// file at a time, in memory that does not grow with it.
/// </summary>
internal sealed class HistoryImport(
    string draftPath, IHistoryStore store, HistoryOptions options, HistoryReader reader, HistoryWriter writer, VocabularySource vocabulary, TimeProvider time) : IDisposable
{
    /// <summary>For how long a number holds when nothing follows: a logger that was off is no line.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromHours(1);

    /// <summary>The same for states, which others record when they change.</summary>
    private static readonly TimeSpan HoldOfStates = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <param name="maySee">Whether who asks may see a series.</param>
    /// <exception cref="ImportException">The file can't be used, or the disk takes nothing.</exception>
    public async Task<ImportReport> RunAsync(Stream file, ImportQuestion question, Predicate<Series> maySee, CancellationToken cancellation)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, cancellation))
        {
            throw new ImportException("Another file is being imported", RefusalCode.Busy);
        }

        try
        {
            return await ReadAsync(file, question, maySee, cancellation);
        }
        catch (Exception e) when ((store.IsTrouble(e) || StoreTrouble.Is(e)) && e is not (BadHttpRequestException or ConnectionResetException))
        {
            throw new ImportException($"{(store.IsTrouble(e) ? store.Describe(e) : StoreTrouble.Describe(e, draftPath))}. What has come in stays; import the file again", RefusalCode.Unavailable);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<ImportReport> ReadAsync(Stream file, ImportQuestion question, Predicate<Series> maySee, CancellationToken cancellation)
    {
        var now = Moments.Of(time.GetUtcNow());
        var targets = new ImportTargets([.. reader.Series(null).Where(series => maySee(series))], vocabulary.Current, question.Device, question.Renamed);
        using var draft = new ImportDraft(draftPath);
        var csv = new CsvImport(targets, new ImportedTime(question.Zone), draft, now);
        await csv.ReadAsync(file, cancellation);

        var before = targets.All.Select(target => target.Series.Device).Append(question.Device).Distinct().ToDictionary(device => device, BeforeOf);
        var fillings = before.ToDictionary(
            one => one.Key, one => new Filling(now - (long)options.Detail.TotalMilliseconds, now - (long)options.Hours.TotalMilliseconds, one.Value));
        using var shown = question.IsDry ? store.OpenToRead() : null;
        List<ImportedSeries> series =
        [
            .. targets.All.OrderBy(target => target.Series.Device, StringComparer.Ordinal).ThenBy(target => target.Series.Parameter.Index)
                .Select(target => Fill(target, draft, HoldOf(target.Series, question), FillWeek, cancellation)).OfType<ImportedSeries>(),
        ];
        return new ImportReport(
            question.IsDry, csv.Lines, before.Values.Min().ToTime(), series, [.. targets.Missing.Select(missing => new MissingName(missing.Key, missing.Value))], csv.Unread);

        long BeforeOf(string device) => Math.Min(reader.RawFrom(device) ?? now, Moments.Floor(now, Moments.Hour));

        FilledHours FillWeek(Series one, Signal signal, long week) => question.IsDry
            ? fillings[one.Device].Fill(shown, one, signal, week, change: false)
            : writer.Change(session => fillings[one.Device].Fill(session, one, signal, week, change: true));
    }

    private static long HoldOf(Series series, ImportQuestion question) =>
        (long)(question.Hold ?? (series.Kind == RecordedKind.State ? HoldOfStates : Hold)).TotalMilliseconds;

    /// <summary>Each value holds until the next one, and the last one ends there: after it nothing is known.</summary>
    /// <returns>Null when the file has no values of it.</returns>
    private static ImportedSeries? Fill(
        ImportTarget target, ImportDraft draft, long hold, Func<Series, Signal, long, FilledHours> fill, CancellationToken cancellation)
    {
        var (signal, week, hours) = (new Signal(), 0L, default(FilledHours));
        var (values, first, last) = (0L, 0L, Sample.Gap(0));
        foreach (var sample in draft.Of(target.Number))
        {
            first = values++ == 0 ? sample.At : first;
            for (var begin = last.At; !last.IsGap && begin < Math.Min(sample.At, last.At + hold);)
            {
                if (Moments.Floor(begin, Moments.Week) is var its && its != week)
                {
                    Flush();
                    (signal, week) = (new Signal(), its);
                }

                var end = Math.Min(Math.Min(sample.At, last.At + hold), week + Moments.Week);
                signal.Add(begin, end, continues: true, [new Sample(begin, last.Value)]);
                begin = end;
            }

            last = sample;
        }

        Flush();
        return values == 0 ? null : ImportedSeries.Of(target.Series, values, first, last.At, hours);

        void Flush()
        {
            cancellation.ThrowIfCancellationRequested();
            if (signal.Samples.Count > 0)
            {
                hours += fill(target.Series, signal, week);
            }
        }
    }
}
