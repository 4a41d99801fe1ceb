using System.Text;
using System.Text.Json;

namespace Econet.Gateway.Configuration;

/// <summary>Reads a JSON configuration file; comments and trailing commas are allowed, as is a byte order mark.</summary>
internal static class JsonSyntax
{
    /// <returns>Null for an empty file.</returns>
    /// <exception cref="ConfigurationException">It is not JSON.</exception>
    public static FileNode? Parse(string text, string file)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(
            bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            if (string.IsNullOrWhiteSpace(text) || !reader.Read())
            {
                return null;
            }

            var root = Node(ref reader, bytes, file);
            return reader.Read() || root.IsNull ? null : root;
        }
        catch (JsonException bad)
        {
            throw new ConfigurationException($"{file} line {(bad.LineNumber ?? 0) + 1}: invalid JSON: {Reason(bad)}", bad);
        }
    }

    private static FileNode Node(ref Utf8JsonReader reader, byte[] bytes, string file)
    {
        var line = Line(ref reader, bytes);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var entries = new List<FileNode.Entry>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (key, keyLine) = (reader.GetString()!, Line(ref reader, bytes));
                    if (entries.Any(entry => entry.Key == key))
                    {
                        throw new ConfigurationException($"{file} line {keyLine}: the key {SettingValues.Quote(key)} is there twice");
                    }

                    reader.Read();
                    entries.Add(new FileNode.Entry(key, keyLine, Node(ref reader, bytes, file)));
                }

                return new FileNode.Section(entries, line);
            case JsonTokenType.StartArray:
                var items = new List<FileNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Node(ref reader, bytes, file));
                }

                return new FileNode.List(items, line);
            case JsonTokenType.Null:
                return new FileNode.Scalar(null, line);
            case JsonTokenType.String:
                return new FileNode.Scalar(reader.GetString()!.Trim() is { Length: > 0 } text ? text : null, line);
            default:
                return new FileNode.Scalar(Encoding.UTF8.GetString(reader.ValueSpan), line);
        }
    }

    private static int Line(ref Utf8JsonReader reader, byte[] bytes) =>
        bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;

    /// <summary>The parser's message without the position, which is reported before it.</summary>
    private static string Reason(JsonException bad) => bad.Message.Split(" LineNumber:")[0].ReplaceLineEndings(" ");
}
