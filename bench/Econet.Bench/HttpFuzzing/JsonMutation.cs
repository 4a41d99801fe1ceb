using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Econet.Bench.HttpFuzzing;

/// <summary>Bodies that are almost what an endpoint takes, and some that are nothing of the kind.</summary>
internal static class JsonMutation
{
    private const int TooLarge = 70_000;

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-1", "1", "45", "47.5", "1e999", "-1e999", "1e-999", "99999999999999999999999", "-0", "0.1e+1", "\"\"", "\"47\"", "\"NaN\"", "\"true\"",
        "[]", "{}", "[1,2]", "{\"value\":1}", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "\"\\u202e\"", "\"90d\"", "\"admin\"", "\"read\"", "\"HDW*\"", "[\"heatpump\"]",
        "[null]", "[\"\\ud800\"]", "NaN", "Infinity", "'a'", "01", "+1", ".5", "1.", "tru", "\"", "\"\\x\"", "{\"bits\":{\"Cooling\":true}}", "9223372036854775808",
    ];

    private static readonly string[] Names =
        ["value", "values", "name", "scope", "devices", "parameters", "expires", "key", "id", "kind", "port", "days", "mode", "state", "setpoint", "temperature", "bits", "", "__proto__", "\\ud800", "\\u0000"];

    /// <param name="example">What the endpoint takes.</param>
    public static byte[] Of(string example, Random random)
    {
        var text = random.Next(8) == 0 ? Any(random, 4) : Changed(example, random);
        return random.Next(24) switch
        {
            0 => Encoding.UTF8.GetBytes(text[..random.Next(text.Length + 1)]),
            1 => Damaged(Encoding.UTF8.GetBytes(text), random),
            2 => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            3 => Encoding.Unicode.GetBytes(text),
            4 => Encoding.UTF8.GetBytes(text + OddTexts.Of(random, "x", "{}", ",", "\0", " // c", "/* */", "]")),
            5 => random.Next(4) == 0 ? Encoding.UTF8.GetBytes(text.PadRight(TooLarge)) : Encoding.UTF8.GetBytes("  \r\n\t" + text),
            6 => random.Next(4) == 0 ? Encoding.UTF8.GetBytes(Deep(random)) : [],
            _ => Encoding.UTF8.GetBytes(text),
        };
    }

    /// <summary>A field less, one more, one twice, or other values.</summary>
    private static string Changed(string example, Random random)
    {
        if (JsonNode.Parse(example) is not JsonObject root)
            return Any(random, 3);

        var fields = root.Select(field => (field.Key, Value: field.Value?.ToJsonString() ?? "null")).ToList();
        for (var times = random.Next(0, 4); times > 0; times--)
        {
            switch (random.Next(5))
            {
                case 0 when fields.Count > 0:
                    fields.RemoveAt(random.Next(fields.Count));
                    break;
                case 1:
                    fields.Add((Names[random.Next(Names.Length)], Any(random, 2)));
                    break;
                case 2 when fields.Count > 0:
                    fields.Add(fields[random.Next(fields.Count)]);
                    break;
                case 3 when fields.Count > 0 && root.FirstOrDefault() is { Value: JsonObject } inner && fields[0].Key == inner.Key:
                    fields[0] = (inner.Key, Changed(inner.Value.ToJsonString(), random));
                    break;
                case 4 when random.Next(20) == 0:
                    fields.AddRange(Enumerable.Range(0, random.Next(3_000)).Select(i => (i.ToString(CultureInfo.InvariantCulture), "1")));
                    break;
                default:
                    if (fields.Count > 0)
                    {
                        var at = random.Next(fields.Count);
                        fields[at] = (fields[at].Key, Any(random, 2));
                    }

                    break;
            }
        }

        return $"{{{string.Join(',', fields.Select(field => $"\"{field.Key}\":{field.Value}"))}}}";
    }

    private static string Any(Random random, int depth) => (depth == 0 ? 0 : random.Next(6)) switch
    {
        1 => $"[{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => Any(random, depth - 1)))}]",
        2 => $"{{{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{Names[random.Next(Names.Length)]}\":{Any(random, depth - 1)}"))}}}",
        3 => JsonSerializer.Serialize(OddTexts.Letters(random, random.Next(1, random.Next(20) == 0 ? 20_000 : 30))),
        4 => (random.NextDouble() * Math.Pow(10, random.Next(-5, 20))).ToString("R", CultureInfo.InvariantCulture),
        _ => Scalars[random.Next(Scalars.Length)],
    };

    private static string Deep(Random random)
    {
        var depth = random.Next(10, 20_000);
        return random.Next(2) == 0 ? new string('[', depth) : string.Concat(Enumerable.Repeat("{\"a\":", depth / 5));
    }

    private static byte[] Damaged(byte[] bytes, Random random)
    {
        for (var times = random.Next(1, 4); times > 0 && bytes.Length > 0; times--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
