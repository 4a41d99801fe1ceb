using System.Globalization;
using System.Text.Json;
using Econet.Actors;
using Econet.Gateway.Configuration;
using Econet.Gateway.Remote;

namespace Econet.Gateway.Commands;

/// <summary>Hands a file of history to a running gateway, and tells what came of it.</summary>
internal static class HistoryRuns
{
    /// <returns>1 when a line or a name was not understood.</returns>
    public static async Task<int> RunAsync(Request.ImportHistory request, Surroundings around)
    {
        using var gateway = Remotes.Connect(request.Gateway, around);
        await using var file = Open(Path.Combine(around.Directory, request.File));
        await using var told = new ToldStream(file, around.Error);
        var query = string.Concat(
            [
                $"dry_run={(request.DryRun ? "true" : "false")}", Query("device", request.Gateway.Device), Query("zone", request.Zone), Query("hold", request.Hold),
                .. request.Map.Select(pair => Query("map", pair)),
            ]);
        var report = await gateway.PostAsync($"api/history/import?{query}", told, "text/csv", around.Stop);
        if (request.Json)
        {
            await around.Out.WriteLineAsync(report.GetRawText());
        }
        else
        {
            await PrintAsync(report, around);
        }

        return report.GetProperty("unread").GetProperty("count").GetInt64() > 0 || report.GetProperty("not_found").GetArrayLength() > 0 ? Cli.Failed : Cli.Ok;
    }

    private static async Task PrintAsync(JsonElement report, Surroundings around)
    {
        var isDry = report.GetProperty("dry_run").GetBoolean();
        JsonElement[] series = [.. report.GetProperty("series").EnumerateArray()];
        foreach (var line in Columns.Of([["DEVICE", "PARAMETER", "VALUES", "FROM", "TO", isDry ? "WOULD COME IN" : "CAME IN", "KNOWN ALREADY"], .. series.Select(Row)]))
        {
            await around.Out.WriteLineAsync(line);
        }

        var hours = series.Sum(one => one.GetProperty("hours").GetInt64());
        await around.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{report.GetProperty("lines").GetInt64():N0} lines, {series.Length} parameters: {hours:N0} hours {(isDry ? "would come in" : "came in")}"));
        await around.Out.WriteLineAsync(
            $"From {Time(report.GetProperty("before"))} on the gateway keeps every change itself, and takes in nothing{(isDry ? ". Nothing was changed: without --dry-run it is imported" : "")}");
        if (series.Sum(one => one.GetProperty("old_hours").GetInt64()) is > 0 and var old)
        {
            await around.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{old:N0} hours are older than is kept (HISTORY_HOUR_YEARS)"));
        }

        foreach (var missing in report.GetProperty("not_found").EnumerateArray())
        {
            await around.Error.WriteLineAsync(
                $"{Printable.Of(missing.GetProperty("name").GetString()!)}: nothing is recorded under this name; --map says which parameter it is");
        }

        var unread = report.GetProperty("unread");
        foreach (var line in unread.GetProperty("first").EnumerateArray())
        {
            await around.Error.WriteLineAsync($"line {line.GetProperty("line").GetInt64()}: {Printable.Of(line.GetProperty("reason").GetString()!)}");
        }

        if (unread.GetProperty("count").GetInt64() - unread.GetProperty("first").GetArrayLength() is > 0 and var more)
        {
            await around.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"and {more:N0} more that can't be read"));
        }
    }

    private static string[] Row(JsonElement series) =>
    [
        series.GetProperty("device").GetString()!, series.GetProperty("key").GetString()!, series.GetProperty("values").GetRawText(),
        Time(series.GetProperty("from")), Time(series.GetProperty("to")), $"{series.GetProperty("hours").GetRawText()} h", $"{series.GetProperty("known_hours").GetRawText()} h",
    ];

    private static string Time(JsonElement time) => time.GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Query(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} can't be read: {FailureReason.Of(failed)}");
        }
    }
}
