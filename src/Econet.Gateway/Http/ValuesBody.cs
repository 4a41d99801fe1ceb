using System.Text.Json;

namespace Econet.Gateway.Http;

/// <summary>Reads the body of several writes, <c>{"HDWTSetPoint": 47.0, …}</c>, as strictly as that of one.</summary>
internal static class ValuesBody
{
    /// <summary>Writes in one request.</summary>
    public const int MaxWrites = 100;

    private const string Shape = "{\"name\": value, …}";

    /// <returns>In the order of the body, 1 to <see cref="MaxWrites"/>; values as <see cref="ValueBody"/> reads them.</returns>
    /// <exception cref="BadRequestException">The body is not what it must be.</exception>
    public static async Task<IReadOnlyList<(string Key, object Value)>> ReadAsync(HttpRequest request, CancellationToken cancellation) =>
        Parse(await JsonBody.ReadAsync(request, cancellation));

    public static IReadOnlyList<(string Key, object Value)> Parse(ReadOnlySpan<byte> json) => JsonBody.Parse(json, Shape, Parse);

    private static List<(string Key, object Value)> Parse(ref Utf8JsonReader reader)
    {
        var values = new List<(string, object)>();
        var keys = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            if (key.Length == 0)
            {
                throw new BadRequestException($"The name of a parameter is empty; the body takes {Shape}");
            }

            if (!keys.Add(key))
            {
                throw new BadRequestException($"The parameter '{key}' is given twice");
            }

            reader.Read();
            values.Add((key, ValueBody.Scalar(ref reader, $"The value of '{key}'")));
        }

        return values.Count switch
        {
            0 => throw new BadRequestException($"The body names no parameter; it takes {Shape}"),
            > MaxWrites => throw new BadRequestException($"The body names {values.Count} parameters; it takes {MaxWrites} at most"),
            _ => values,
        };
    }
}
