using System.ComponentModel;
using System.Globalization;
using System.Text;
using Econet.Gateway.Audit;
using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>Who changed what, for administrators.</summary>
internal static class AuditEndpoints
{
    private const int MostAtOnce = 100_000;
    private const int UsualLimit = 100;

    private static readonly string[] Columns =
        ["at", "what", "who", "from", "device", "subject", "value", "old_value", "outcome", "message", "id", "request_id"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/audit", Read)
        .TakesQuery("from", "to", "what", "device", "who", "limit", "format")
        .RequireAuthorization(Policies.Admin).WithTags("Gateway").WithSummary("Who changed what, from where, and how it ended, the newest first")
        .WithDescription("Writes from every source, requests that change something, refused requests, API keys, and starts and stops. Kept for a year.")
        .Produces<AuditBody>().Errors(400)
        .Example("""
            {"entries":[{"at":"2026-11-27T06:12:07.120Z","what":"write","who":"192.168.1.20 (app)","device":"heatpump","subject":"HDWTSetPoint",
             "value":"47","old_value":"45","outcome":"verified","id":12}]}
            """);

    private static IResult Read(
        AuditTrail trail, [Description("The first moment.")] string? from, [Description("The moment after the last.")] string? to,
        [Description("write, request, key, configuration or gateway.")] string? what, string? device,
        [Description("A part of who did it.")] string? who, [Description("At most so many; 100 by default.")] string? limit,
        [Description("json (the default) or csv.")] string? format)
    {
        var kind = Requests.Choice("what", what, AuditKinds.All);
        var (first, end) = (Requests.Time("from", from) ?? DateTimeOffset.MinValue, Requests.Time("to", to) ?? DateTimeOffset.MaxValue);
        var most = Requests.Whole("limit", limit, 1, MostAtOnce) ?? UsualLimit;
        var entries = trail.Read(first, end)
            .Where(entry => (kind is null || entry.What == kind) && (device is null || entry.Device == device)
                && (who is null || entry.Who?.Contains(who, StringComparison.OrdinalIgnoreCase) == true))
            .Take(most).ToList();
        return Requests.Choice("format", format, "json", "csv") == "csv"
            ? Results.Text(Csv(entries), "text/csv; charset=utf-8")
            : Results.Json(new AuditBody(entries));
    }

    private static string Csv(IEnumerable<AuditEntry> entries)
    {
        var text = new StringBuilder(string.Join(',', Columns)).Append("\r\n");
        foreach (var e in entries)
        {
            string?[] fields =
            [
                e.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), e.What, e.Who, e.From, e.Device, e.Subject, e.Value, e.OldValue, e.Outcome,
                e.Message, e.Id?.ToString(CultureInfo.InvariantCulture), e.RequestId,
            ];
            text.AppendJoin(',', fields.Select(Quoted)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>RFC 4180. What a spreadsheet would take for a formula gets an apostrophe before it.</summary>
    private static string Quoted(string? field)
    {
        var harmless = field is ['=' or '+' or '-' or '@', ..] && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + field : field ?? "";
        return harmless.AsSpan().ContainsAny(",\"\r\n") ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }
}

internal sealed record AuditBody(IReadOnlyList<AuditEntry> Entries);
