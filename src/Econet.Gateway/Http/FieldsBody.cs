using System.Text.Json;

namespace Econet.Gateway.Http;

/// <summary>Reads a body of some known fields, <c>{"state": 1, "setpoint": 21.5}</c>, each a scalar.</summary>
internal static class FieldsBody
{
    /// <param name="shape">What the body has to be, for the message when it is not.</param>
    /// <param name="names">The fields there may be.</param>
    /// <returns>Values as <see cref="ValueBody"/> reads them; without fields that are null.</returns>
    /// <exception cref="BadRequestException">The body is not what it must be, or holds none of the fields.</exception>
    public static async Task<IReadOnlyDictionary<string, object>> ReadAsync(
        HttpRequest request, string shape, string[] names, CancellationToken cancellation) =>
        Parse(await JsonBody.ReadAsync(request, cancellation), shape, names);

    public static IReadOnlyDictionary<string, object> Parse(ReadOnlySpan<byte> json, string shape, string[] names)
    {
        var fields = JsonBody.Parse(json, shape, (ref reader) => Fields(ref reader, shape, names));
        return fields.Count > 0
            ? fields
            : throw new BadRequestException($"The body has no {string.Join(" and no ", names)}; it takes {shape}");
    }

    private static Dictionary<string, object> Fields(ref Utf8JsonReader reader, string shape, string[] names)
    {
        var fields = new Dictionary<string, object>();
        var seen = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Contains(name))
            {
                throw new BadRequestException($"Unknown field '{name}'; the body takes {shape}");
            }

            if (!seen.Add(name))
            {
                throw new BadRequestException($"The field '{name}' is given twice");
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
            {
                fields[name] = ValueBody.Scalar(ref reader, $"The field '{name}'");
            }
        }

        return fields;
    }
}
