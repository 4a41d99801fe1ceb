using System.Text.Json;
using Econet.Actors.Parameters.Schedules;

namespace Econet.Gateway.Http;

/// <summary>
/// Reads the body of a schedule's write, <c>{"days": {"monday": ["06:00-08:00"]}}</c>, as strictly as that of a value's. A range may also be a
/// <see cref="ScheduleBlock"/>.
/// </summary>
internal static class ScheduleRequestBody
{
    private const string Shape = "{\"days\": {\"monday\": [\"06:00-08:00\", …], …}}";

    /// <summary>The days' names, as the API writes them, in the order of <see cref="DayOfWeek"/>.</summary>
    private static readonly string[] DayNames = [.. Enum.GetNames<DayOfWeek>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <returns>One day at least.</returns>
    /// <exception cref="BadRequestException">The body is not what it must be.</exception>
    public static async Task<IReadOnlyDictionary<DayOfWeek, DaySchedule>> ReadAsync(
        HttpRequest request, CancellationToken cancellation) =>
        Parse(await JsonBody.ReadAsync(request, cancellation));

    public static IReadOnlyDictionary<DayOfWeek, DaySchedule> Parse(ReadOnlySpan<byte> json) => JsonBody.Parse(json, Shape, Parse);

    /// <summary>The same, or the days alone as Home Assistant hands them out: <c>{"monday": [{"from": "06:00:00", "to": "08:00:00"}]}</c>.</summary>
    /// <exception cref="BadRequestException">It is neither.</exception>
    public static IReadOnlyDictionary<DayOfWeek, DaySchedule> ParseWeek(ReadOnlySpan<byte> json) =>
        BeginsWithDay(json) ? JsonBody.Parse(json, Shape, Days) : Parse(json);

    private static bool BeginsWithDay(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && !reader.ValueTextEquals("days"u8);
        }
        catch (JsonException)
        {
            // Told by whoever reads it.
            return false;
        }
    }

    private static Dictionary<DayOfWeek, DaySchedule> Parse(ref Utf8JsonReader reader)
    {
        Dictionary<DayOfWeek, DaySchedule>? days = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("days"u8))
            {
                throw new BadRequestException($"Unknown field '{reader.GetString()}'; the body takes {Shape}");
            }

            reader.Read();
            days = days is null ? Days(ref reader) : throw new BadRequestException("The field 'days' is given twice");
        }

        return days switch
        {
            null => throw new BadRequestException($"The field 'days' is missing; the body takes {Shape}"),
            { Count: 0 } => throw new BadRequestException($"The field 'days' names no day; the body takes {Shape}"),
            _ => days,
        };
    }

    private static Dictionary<DayOfWeek, DaySchedule> Days(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new BadRequestException($"The field 'days' must be an object; the body takes {Shape}");
        }

        var days = new Dictionary<DayOfWeek, DaySchedule>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var day = Array.IndexOf(DayNames, name);
            if (day < 0)
            {
                throw new BadRequestException($"Unknown day '{name}'; the days are {string.Join(", ", DayNames)}");
            }

            reader.Read();
            if (!DaySchedule.TryParse(Ranges(ref reader, name), out var schedule, out var error))
            {
                throw new BadRequestException($"{name}: {error}");
            }

            if (!days.TryAdd((DayOfWeek)day, schedule))
            {
                throw new BadRequestException($"The day '{name}' is given twice");
            }
        }

        return days;
    }

    private static List<string> Ranges(ref Utf8JsonReader reader, string day)
    {
        var ranges = new List<string>();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject)
            {
                ranges.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : ScheduleBlock.Read(ref reader, day));
            }
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? ranges
            : throw new BadRequestException($"{day}: must be a list of ranges, such as [\"06:00-08:00\"]");
    }
}
