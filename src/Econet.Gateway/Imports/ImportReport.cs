using Econet.Gateway.History;

namespace Econet.Gateway.Imports;

/// <summary>What came of a file, or would come.</summary>
/// <param name="Lines">That were read, titles and remarks among them.</param>
/// <param name="Before">From here on every change is kept as the gateway saw it, and nothing comes in; of several devices the earliest.</param>
internal sealed record ImportReport(
    bool DryRun, long Lines, DateTimeOffset Before, IReadOnlyList<ImportedSeries> Series, IReadOnlyList<MissingName> NotFound, UnreadLines Unread);

/// <summary>What came of one parameter.</summary>
/// <param name="Values">That were read; one of several of the same moment counts.</param>
/// <param name="Hours">That came in.</param>
/// <param name="KnownHours">That were left as they are, because something is known of them.</param>
/// <param name="OldHours">That are older than is kept.</param>
internal sealed record ImportedSeries(
    string Device, string Key, long Values, DateTimeOffset From, DateTimeOffset To, long Hours, long KnownHours, long OldHours)
{
    public static ImportedSeries Of(Series series, long values, long from, long to, FilledHours hours) =>
        new(series.Device, series.Key, values, from.ToTime(), to.ToTime(), hours.Added, hours.Known, hours.Old);
}

/// <param name="Name">A name of the file that nothing is recorded of.</param>
/// <param name="Values">In how many values it occurs.</param>
internal sealed record MissingName(string Name, long Values);

/// <summary>What could not be read.</summary>
/// <param name="Count">Of a line with several parameters each value counts.</param>
/// <param name="First">The first of them.</param>
internal sealed record UnreadLines(long Count, IReadOnlyList<UnreadLine> First);

/// <param name="Line">Its number, beginning with 1.</param>
internal sealed record UnreadLine(long Line, string Reason);
