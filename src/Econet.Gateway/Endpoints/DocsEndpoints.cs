using System.Globalization;
using System.Text.Json.Nodes;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Econet.Values;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Econet.Gateway.Endpoints;

/// <summary>The API's description, and its browser, which works without the internet.</summary>
internal static class DocsEndpoints
{
    private const string Document = "v1";

    public static void AddOpenApi(IServiceCollection services) =>
        services.AddOpenApi(Document, openApi =>
        {
            openApi.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = RootEndpoints.Name;
                document.Info.Version = Product.Version;

                // Where it came from is where it is served; one for all.
                document.Servers?.Clear();
                document.Info.Description = "Parameters, alarms and state of heating systems. Errors are RFC 9457 problem details.";
                return Task.CompletedTask;
            });
            openApi.AddOperationTransformer(AddPathParameters);
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
        routes.MapOpenApi().RequireAuthorization(Policies.Read).CacheOutput(Unchanging.Policy)
            // Its own answer for a document that is not there is a text.
            .AddEndpointFilter((context, next) => context.HttpContext.Request.RouteValues["documentName"] is Document
                ? next(context)
                : ValueTask.FromResult<object?>(Results.StatusCode(StatusCodes.Status404NotFound)));
        routes.MapScalarApiReference("/docs", scalar =>
        {
            scalar.Title = RootEndpoints.Name;
            // All that would ask the internet for something, or tell it.
            scalar.DefaultFonts = false;
            scalar.Telemetry = false;
            scalar.DisableAgent().DisableMcp();
            scalar.HideClientButton = true;
            scalar.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        })
            .RequireAuthorization(Policies.Read).CacheOutput(Unchanging.Policy).ExcludeFromDescription()
            // Scalar's own files come with a leave for everybody.
            .Finally(endpoint =>
            {
                foreach (var leave in endpoint.Metadata.OfType<IAllowAnonymous>().ToList())
                {
                    endpoint.Metadata.Remove(leave);
                }
            });
    }

    /// <summary>An example of what an endpoint answers with a status.</summary>
    public static RouteHandlerBuilder Example(this RouteHandlerBuilder endpoint, string json, int status = StatusCodes.Status200OK) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            foreach (var media in operation.Responses?.GetValueOrDefault(status.ToString(CultureInfo.InvariantCulture))?.Content?.Values ?? [])
            {
                media.Example = JsonNode.Parse(json);
            }

            return Task.CompletedTask;
        });

    /// <summary>
    /// The body that an endpoint takes, for the description alone: declared to routing, a request without a body would be answered
    /// 415, and without a word.
    /// </summary>
    public static RouteHandlerBuilder Body<T>(this RouteHandlerBuilder endpoint, string example) => endpoint.Body<T>("application/json", JsonNode.Parse(example)!);

    /// <inheritdoc cref="Body{T}(RouteHandlerBuilder, string)"/>
    public static RouteHandlerBuilder Body<T>(this RouteHandlerBuilder endpoint, string mediaType, JsonNode example) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellation) =>
        {
            var schema = await context.GetOrCreateSchemaAsync(typeof(T), null, cancellation);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [mediaType] = new() { Schema = schema, Example = example.DeepClone() },
                },
            };
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

    /// <summary>Names what is in the path and not among a handler's arguments: the device.</summary>
    private static Task AddPathParameters(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.Parameters ??= [];
        foreach (var name in RoutePatternFactory.Parse(context.Description.RelativePath ?? "").Parameters.Select(p => p.Name).Reverse())
        {
            if (operation.Parameters.All(p => p.Name != name))
            {
                operation.Parameters.Insert(0, new OpenApiParameter
                {
                    Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }
        }

        return Task.CompletedTask;
    }
}
