using System.Text.Json;

namespace Econet.Gateway.Http;

/// <summary>
/// A block of one of Home Assistant's schedules, <c>{"from": "06:00:00", "to": "08:00:00"}</c>.
/// https://www.home-assistant.io/integrations/schedule/#action-get-schedule
/// </summary>
internal static class ScheduleBlock
{
    private const string Shape = "{\"from\": \"06:00:00\", \"to\": \"08:00:00\"}";

    /// <summary>How Home Assistant writes the end of a day, with or without fractions.</summary>
    private const string LastSecond = "23:59:59";

    private const string WholeMinute = ":00";

    /// <summary>The block as a range, <c>06:00-08:00</c>.</summary>
    /// <param name="reader">At the start of the object; left at its end.</param>
    /// <exception cref="BadRequestException">It is not such a block.</exception>
    public static string Read(ref Utf8JsonReader reader, string day)
    {
        string? from = null;
        string? to = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString();
            reader.Read();
            switch (field)
            {
                case "from":
                    from = Time(ref reader, day);
                    break;
                case "to":
                    to = Time(ref reader, day);
                    break;
                case "data":
                    // What its owner attached to the block is not about time.
                    reader.Skip();
                    break;
                default:
                    throw new BadRequestException($"{day}: unknown field '{field}'; a block is {Shape}");
            }
        }

        return from is null || to is null ? throw Wrong(day) : $"{from}-{to}";
    }

    private static string Time(ref Utf8JsonReader reader, string day) => reader.TokenType == JsonTokenType.String ? Short(reader.GetString()!) : throw Wrong(day);

    /// <summary><c>06:00</c> for <c>06:00:00</c>; other texts as they are, so that an error names them.</summary>
    private static string Short(string time) => time.StartsWith(LastSecond, StringComparison.Ordinal) ? "24:00"
        : time.Length == LastSecond.Length && time.EndsWith(WholeMinute, StringComparison.Ordinal) ? time[..^WholeMinute.Length]
        : time;

    private static BadRequestException Wrong(string day) => new($"{day}: a block is {Shape}");
}
