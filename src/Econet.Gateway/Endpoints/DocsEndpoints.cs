using System.Text.Json.Nodes;
using Econet.Gateway.Commands;
using Econet.Gateway.Http;
using Econet.Gm3;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Econet.Gateway.Endpoints;

/// <summary>The API's description, and its browser, which works without the internet.</summary>
internal static class DocsEndpoints
{
    public static void AddOpenApi(IServiceCollection services) =>
        services.AddOpenApi("v1", openApi =>
        {
            openApi.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = RootEndpoints.Name;
                document.Info.Version = Cli.Version;
                document.Info.Description = "Parameters, alarms and state of heating systems. Errors are RFC 9457 problem details.";
                return Task.CompletedTask;
            });
            openApi.AddSchemaTransformer((schema, context, _) =>
            {
                if (context.JsonTypeInfo.Type == typeof(Value))
                {
                    schema.Type = JsonSchemaType.Null | JsonSchemaType.Number | JsonSchemaType.Boolean | JsonSchemaType.String;
                }

                return Task.CompletedTask;
            });
        });

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi();
        routes.MapScalarApiReference("/docs", scalar =>
        {
            scalar.Title = RootEndpoints.Name;
            // All that would ask the internet for something, or tell it.
            scalar.DefaultFonts = false;
            scalar.Telemetry = false;
            scalar.DisableAgent().DisableMcp();
            scalar.HideClientButton = true;
        }).ExcludeFromDescription();
    }

    /// <summary>Example bodies of an endpoint's success and request.</summary>
    public static RouteHandlerBuilder Example(this RouteHandlerBuilder endpoint, string answer, string? request = null) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            Set(operation.Responses?.GetValueOrDefault("200")?.Content, answer);
            if (request is not null)
            {
                Set(operation.RequestBody?.Content, request);
            }

            return Task.CompletedTask;
        });

    /// <summary>The statuses that an endpoint may answer with a problem.</summary>
    public static RouteHandlerBuilder Errors(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.Produces<ProblemBody>(status, Problems.ContentType);
        }

        return endpoint;
    }

    private static void Set(IDictionary<string, OpenApiMediaType>? content, string example)
    {
        foreach (var media in content?.Values ?? [])
        {
            media.Example = JsonNode.Parse(example);
        }
    }
}
