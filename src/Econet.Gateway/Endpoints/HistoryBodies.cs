using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Http;

namespace Econet.Gateway.Endpoints;

/// <summary>A series for people.</summary>
/// <param name="Kind">number, state or counter.</param>
/// <param name="Precision">Digits after the decimal point that people are shown.</param>
/// <param name="Options">The names of a state's numbers.</param>
internal sealed record SeriesBody(
    string Device, string Key, string? Title, string? Part, string Unit, string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Precision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OptionBody>? Options);

/// <summary>What is recorded of a device.</summary>
internal sealed record RecordedBody(IReadOnlyList<SeriesBody> Series);

/// <summary>A series over time: its points as pairs of time and number, or its values as a column.</summary>
/// <param name="Aggregate">What a step is shown by.</param>
internal sealed record SeriesOverTimeBody(
    string Device, string Key, string? Title, string? Part, string Unit, string Kind, int? Precision, IReadOnlyList<OptionBody>? Options, string Aggregate,
    IReadOnlyList<object[]>? Points, IReadOnlyList<double?>? Values);

/// <param name="Step">Seconds; 0 for every change.</param>
/// <param name="T">The axis of columns: seconds since 1970.</param>
/// <param name="NotFound">Keys that are not recorded.</param>
internal sealed record HistoryBody(
    DateTimeOffset From, DateTimeOffset To, double Step, IReadOnlyList<double>? T, IReadOnlyList<SeriesOverTimeBody> Series, IReadOnlyList<string> NotFound);

/// <summary>What series are called.</summary>
internal sealed class HistoryWords(Vocabularies vocabularies, Language language)
{
    public SeriesBody Of(Series series)
    {
        var meaning = series.Parameter.MeaningIn(vocabularies);
        return new SeriesBody(
            series.Device, series.Key, meaning.Title?.In(language), meaning.Part?.Id, meaning.Unit.Symbol, series.Kind.ToString().ToLowerInvariant(),
            series.Kind == RecordedKind.State ? null : Display.Digits(meaning), ReadableBody.OptionsOf(meaning, language));
    }
}

/// <summary>Writes charts piece by piece: they may be long.</summary>
internal static class HistoryBodies
{
    public const string Json = "json";
    public const string Columns = "columns";
    public const string Csv = "csv";

    /// <summary>So much is written at once.</summary>
    private const int Piece = 1 << 16;

    /// <summary>One digit more than is kept, for means.</summary>
    private const int MoreDigits = 1;

    public static async Task WriteAsync(Stream body, Chart chart, HistoryWords words, IReadOnlyList<string> missing, bool areColumns)
    {
        await using var json = new Utf8JsonWriter(body, Http.Json.Writer);
        json.WriteStartObject();
        json.WriteString("from", Text(chart.From));
        json.WriteString("to", Text(chart.To));
        json.WriteNumber("step", chart.Step / (double)Moments.Second);
        if (areColumns)
        {
            json.WriteStartArray("t");
            foreach (var moment in chart.Moments)
            {
                json.WriteNumberValue(moment / (decimal)Moments.Second);
                await FlushAsync();
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("series");
        foreach (var line in chart.Lines)
        {
            json.WriteStartObject();
            foreach (var field in JsonSerializer.SerializeToElement(words.Of(line.Series), Http.Json.Options).EnumerateObject())
            {
                field.WriteTo(json);
            }

            json.WriteString("aggregate", line.Aggregate.ToString().ToLowerInvariant());
            json.WriteStartArray(areColumns ? "values" : "points");
            for (var i = 0; i < line.Values.Length; i++)
            {
                if (areColumns)
                {
                    WriteNumber(json, line, i);
                }
                else if (chart.Step > 0 || i == 0 || i == line.Values.Length - 1 || !line.Values[i].Equals(line.Values[i - 1]))
                {
                    json.WriteStartArray();
                    json.WriteStringValue(Text(chart.Moments[i]));
                    WriteNumber(json, line, i);
                    json.WriteEndArray();
                }

                await FlushAsync();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("not_found");
        foreach (var key in missing)
        {
            json.WriteStringValue(key);
        }

        json.WriteEndArray();
        json.WriteEndObject();

        async ValueTask FlushAsync()
        {
            if (json.BytesPending > Piece)
            {
                await json.FlushAsync();
            }
        }
    }

    public static async Task WriteCsvAsync(Stream body, Chart chart)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Piece, leaveOpen: true);
        var areSeveral = chart.Lines.Select(line => line.Aggregate).Distinct().Count() > 1;
        await text.WriteAsync($"time,{string.Join(',', chart.Lines.Select(line => Quoted(areSeveral ? $"{line.Series.Key} {line.Aggregate.ToString().ToLowerInvariant()}" : line.Series.Key)))}\r\n");
        for (var i = 0; i < chart.Moments.Length; i++)
        {
            await text.WriteAsync(Text(chart.Moments[i]));
            foreach (var line in chart.Lines)
            {
                await text.WriteAsync(',');
                await text.WriteAsync(double.IsFinite(line.Values[i]) ? Number(line, i).ToString(CultureInfo.InvariantCulture) : "");
            }

            await text.WriteAsync("\r\n");
        }
    }

    private static string Quoted(string field) => field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static void WriteNumber(Utf8JsonWriter json, ChartLine line, int place)
    {
        if (double.IsFinite(line.Values[place]))
        {
            json.WriteNumberValue(Number(line, place));
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static double Number(ChartLine line, int place) => Math.Round(line.Values[place], Math.Min(line.Series.Digits + MoreDigits, 15));

    private static string Text(long moment) => moment.ToTime().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
