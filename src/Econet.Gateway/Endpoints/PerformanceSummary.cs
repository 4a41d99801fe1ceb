using System.Text.Json;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Http;

namespace Econet.Gateway.Endpoints;

/// <summary>How a machine has done today and this month, for programs that get figures without asking.</summary>
internal static class PerformanceSummary
{
    private static readonly Role[] Needed =
    [
        Role.ElectricEnergy, Role.ElectricPower, Role.HeatEnergy, Role.HeatPower, Role.CoolingEnergy, Role.CoolingPower, Role.Compressor, Role.Activity,
    ];

    /// <returns>JSON; null for a device of which nothing is recorded that makes a figure.</returns>
    public static string? Of(HistoryReader reader, Vocabularies vocabularies, string device, TimeProvider time)
    {
        var roles = new SeriesByRole(reader.Series(device), vocabularies);
        if (roles.Of(Needed).Count == 0)
        {
            return null;
        }

        var end = Moments.Of(time.GetUtcNow()) + 1;
        var zone = time.LocalTimeZone;
        var day = CalendarPeriods.Of(end - 1, end, PeriodLength.Day, zone).First();
        var month = CalendarPeriods.Of(end - 1, end, PeriodLength.Month, zone).First();
        var performance = new Performance(reader, roles, month.Start, end);
        return JsonSerializer.Serialize(
            new PerformanceSummaryBody(
                zone.Id, new SourcesBody(performance.ElectricSource, performance.HeatSource), PeriodBody.Of(performance.In(day)),
                PeriodBody.Of(performance.In(month))),
            Json.Options);
    }
}

/// <param name="Day">From midnight until now.</param>
/// <param name="Month">From the first of the month until now.</param>
internal sealed record PerformanceSummaryBody(string TimeZone, SourcesBody Sources, PeriodBody Day, PeriodBody Month);
