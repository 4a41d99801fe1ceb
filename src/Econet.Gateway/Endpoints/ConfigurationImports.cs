using Econet.Gateway.Configuration;
using Econet.Gateway.Http;

namespace Econet.Gateway.Endpoints;

/// <summary>
/// Converts a configuration file of another gateway, or of an earlier version, into one of today. Nothing is changed: its owner puts the result in
/// place.
/// </summary>
internal static class ConfigurationImports
{
    public const string Shape = """{"file": "config.json", "text": "…"}""";

    public const string Example = """
        {"configuration":"neasmart:\n  server_type: 'tcp'  # config.json line 1\n","remarks":["api.workers (config.json line 1) has no effect: one process serves all requests"]}
        """;

    private static readonly string[] Fields = ["file", "text"];

    public static async Task<IResult> ConvertAsync(HttpContext context, CancellationToken cancellation)
    {
        var fields = await FieldsBody.ReadAsync(context.Request, Shape, Fields, cancellation);
        if (fields.GetValueOrDefault("text") is not string text)
        {
            throw new BadRequestException($"'text' takes the content of the file; the body takes {Shape}");
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(Convert(fields.GetValueOrDefault("file") as string ?? "", text));
    }

    private static ImportedBody Convert(string name, string text)
    {
        // Called as the format is, and not as the client says.
        var file = name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "config.json" : "config.yaml";
        try
        {
            var values = SettingValues.OfFile(file, text);
            _ = DeviceList.From(values);
            return new ImportedBody(ExportedConfiguration.WriteWithSecrets(values, file), [.. values.Remarks]);
        }
        catch (ConfigurationException wrong)
        {
            throw new BadRequestException(wrong.Message.ReplaceLineEndings("; "));
        }
    }
}

/// <param name="File">Its name, whose end tells JSON from YAML.</param>
internal sealed record ImportRequest(string? File, string Text);

/// <param name="Configuration">The file of today, with the secrets of the other one.</param>
/// <param name="Remarks">Settings that have no effect here.</param>
internal sealed record ImportedBody(string Configuration, IReadOnlyList<string> Remarks);
