using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Econet.Bench.HttpFuzzing;

/// <summary>A method at a path of the OpenAPI document, with what it takes.</summary>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Body">An example of the body; null where it takes none.</param>
internal sealed record Operation(string Method, string Path, IReadOnlyList<QueryParameter> Query, string? Body);

/// <param name="Values">Those that the document names; empty where it names none.</param>
internal sealed record QueryParameter(string Name, IReadOnlyList<string> Values);

/// <summary>What the gateway says of itself, as the seed of requests.</summary>
internal static partial class ApiDescription
{
    /// <summary>Those that no document can hold, because an answer of theirs is no JSON or has no end.</summary>
    private static readonly Operation[] Beside =
    [
        new("GET", "/", [], null), new("GET", "/ws/parameters", [new("names", []), new("device", []), new("since", [])], null), new("GET", "/metrics", [], null),
        new("GET", "/docs/v1", [], null), new("GET", "/docs/scalar.js", [], null), new("GET", "/openapi/v1.json", [], null),
        new("GET", "/service-worker.js", [], null), new("GET", "/ui/1/app.js", [], null),
    ];

    /// <param name="document">The text of <c>/openapi/v1.json</c>.</param>
    public static IReadOnlyList<Operation> Read(string document)
    {
        var root = JsonNode.Parse(document)!;
        return
        [
            .. from path in root["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where operation.Value is JsonObject
               select new Operation(
                   operation.Key.ToUpperInvariant(), path.Key,
                   [.. (operation.Value!["parameters"] as JsonArray ?? []).Where(given => given!["in"]?.GetValue<string>() == "query").Select(QueryOf)],
                   BodyOf(operation.Value)),
            .. Beside,
        ];
    }

    private static QueryParameter QueryOf(JsonNode? parameter) => new(
        parameter!["name"]!.GetValue<string>(),
        [.. (parameter["schema"]?["enum"] as JsonArray ?? []).Select(value => value!.ToString())]);

    /// <summary>An address in an example may be that of somebody in this network: a device there is looked for on this machine.</summary>
    private static string? BodyOf(JsonNode operation) => operation["requestBody"]?["content"]?["application/json"] is { } content
        ? Address().Replace(content["example"]?.ToJsonString() ?? "{}", "tcp://127.0.0.1:1")
        : null;

    [GeneratedRegex(@"tcp://[\w.:]+")]
    private static partial Regex Address();
}
