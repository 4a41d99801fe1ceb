using System.Globalization;
using Econet.Gateway.Configuration;
using Econet.Gateway.History;
using Econet.Gateway.Http;

namespace Econet.Gateway.Endpoints;

/// <summary>Times and steps in requests for history.</summary>
internal static class HistoryQueries
{
    public const string Auto = "auto";
    public const string Raw = "raw";

    private const long LongestStep = 366 * Moments.Day;

    private const string Times = "a time such as 2026-01-22T20:55:07Z, now, or one before now such as -90s, -15m, -24h, -7d, -4w";

    private static readonly string[] Aggregates = [.. Enum.GetNames<Aggregate>().Select(name => name.ToLowerInvariant())];

    /// <summary>
    /// The time that is asked for; the last 24 hours where nothing is said. It ends now at the latest, and begins where history can begin at the earliest:
    /// who asks for all of it must not have centuries searched.
    /// </summary>
    /// <exception cref="BadRequestException">The time is invalid.</exception>
    public static (long From, long To) Span(HttpContext context, string? from, string? to, TimeSpan? usual = null)
    {
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var kept = context.RequestServices.GetRequiredService<CurrentOptions>().Value.History.Hours;
        var end = Math.Min(Moment("to", to, now) ?? Moments.Of(now), Moments.Of(now));
        var start = Moment("from", from, now) ?? end - (long)(usual ?? TimeSpan.FromDays(1)).TotalMilliseconds;
        return start < end
            ? (Math.Min(end - 1, Math.Max(start, Moments.Of(now - kept))), end)
            : throw new BadRequestException("'from' must be before 'to', and before now");
    }

    /// <summary>Milliseconds; null for <c>auto</c>, 0 for <c>raw</c>.</summary>
    /// <exception cref="BadRequestException">It is no length of time.</exception>
    public static long? Step(string? given) => given switch
    {
        null or Auto => null,
        Raw => 0,
        _ => Length(given) is > 0 and <= LongestStep and { } length
            ? length
            : throw new BadRequestException(
                $"'{given}' is not allowed for 'step'; it takes auto, raw, or a length such as 30s, 5m, 1h, 1d, 1w, up to 366d"),
    };

    /// <summary>A length of time; null when it is not there.</summary>
    /// <exception cref="BadRequestException">It is none, or out of range.</exception>
    public static TimeSpan? Within(string name, string? given, TimeSpan shortest, TimeSpan longest) =>
        given is null ? null
        : Length(given) is { } length && length >= shortest.TotalMilliseconds && length <= longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(length)
        : throw new BadRequestException($"'{given}' is not allowed for '{name}'; it takes a length such as 30s, 5m, 1h, 1d, up to {longest.TotalDays}d");

    /// <exception cref="BadRequestException">One of them is not known.</exception>
    public static IReadOnlyList<Aggregate> AggregatesOf(string? given) => given is null
        ? [Aggregate.Mean]
        : [.. Requests.Items(given).Select(item => Enum.Parse<Aggregate>(Requests.Choice("aggregate", item, Aggregates)!, ignoreCase: true)).Distinct()];

    private static long? Moment(string name, string? given, DateTimeOffset now)
    {
        if (given is null)
        {
            return null;
        }

        if (given == "now")
        {
            return Moments.Of(now);
        }

        if (given.StartsWith('-'))
        {
            return Length(given[1..]) is { } ago && ago < Moments.Of(now)
                ? Moments.Of(now) - ago
                : throw new BadRequestException($"'{given}' is not allowed for '{name}'; it takes {Times}");
        }

        try
        {
            return Moments.Of(Requests.Time(name, given)!.Value);
        }
        catch (BadRequestException)
        {
            throw new BadRequestException($"'{given}' is not allowed for '{name}'; it takes {Times}");
        }
    }

    private static long? Length(string given)
    {
        long? unit = given is [.., var letter]
            ? letter switch
            {
                's' => Moments.Second,
                'm' => Moments.Minute,
                'h' => Moments.Hour,
                'd' => Moments.Day,
                'w' => Moments.Week,
                _ => null,
            }
            : null;
        return unit is not null && int.TryParse(given.AsSpan(0, given.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number * unit
            : null;
    }
}
