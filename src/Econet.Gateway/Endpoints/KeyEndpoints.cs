using System.Collections.Immutable;
using System.Text.Json;
using Econet.Gateway.Audit;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>The API keys, for administrators. The first one is made on the gateway's own machine.</summary>
internal static class KeyEndpoints
{
    private const string Shape = """{"name": "kitchen", "scope": "write", "devices": ["heatpump"], "parameters": ["HDW*"], "expires": "90d"}""";

    private const string Scopes = "read, write or admin";

    private const string Example = """
        {"name":"kitchen","scope":"write","state":"active","created_at":"2026-11-27T06:12:07.120Z","expires_at":"2027-02-25T06:12:07.120Z",
         "devices":["heatpump"],"parameters":["HDW*"]}
        """;

    private static readonly string[] Fields = ["name", "scope", "devices", "parameters", "expires"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/keys", ListAsync)
            .RequireAuthorization(Policies.Admin).WithTags("Gateway").WithSummary("The API keys, without their secrets")
            .Produces<KeysBody>().Errors(503).Example($$"""{"keys":[{{Example}}]}""");
        routes.MapPost("/api/keys", AddAsync)
            .RequireAuthorization(Policies.Admin).HasOwnAuditEntry().WithTags("Gateway").WithSummary("Makes an API key")
            .WithDescription("The answer holds the key itself, which is not shown again. Without devices, parameters or expires there is no such limit.")
            .Body<KeyRequest>(Shape).Produces<NewKeyBody>(StatusCodes.Status201Created).Errors(400, 409, 413, 415, 503)
            .Example(Example.TrimEnd()[..^1] + ",\"key\":\"econet_3q2-7wZ4…\"}", StatusCodes.Status201Created);
        routes.MapDelete("/api/keys/{name}", RevokeAsync)
            .RequireAuthorization(Policies.Admin).HasOwnAuditEntry().WithTags("Gateway").WithSummary("Makes an API key invalid, at once and for good")
            .Produces(StatusCodes.Status204NoContent).Errors(404, 503);
    }

    private static async Task<IResult> ListAsync(IKeyStore keys, TimeProvider time, CancellationToken cancellation) =>
        Results.Json(new KeysBody([.. (await keys.ReadAsync(cancellation)).Select(key => KeyBody.Of(key, time))]));

    private static async Task<IResult> AddAsync(HttpContext context, IKeyStore keys, AuditTrail audit, TimeProvider time, CancellationToken cancellation)
    {
        var (name, grant, lifetime) = Parse(await JsonBody.ReadAsync(context.Request, cancellation));
        var (key, secret) = await KeyChanges.AddAsync(keys, name, grant, lifetime, time, cancellation);
        if (secret is null)
        {
            throw new BadRequestException($"There is a key '{key.Name}' already; use another name, or revoke it first", StatusCodes.Status409Conflict);
        }

        await TellAsync(context, audit, time, name, $"added with the scope {Grant.WordOf(grant.Scope)}");
        context.Response.Headers.CacheControl = "no-store";
        var body = KeyBody.Of(key, time);
        return Results.Json(
            new NewKeyBody(body.Name, body.Scope, body.State, body.CreatedAt, body.ExpiresAt, body.Devices, body.Parameters, secret),
            statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext context, string name, IKeyStore keys, AuditTrail audit, TimeProvider time, CancellationToken cancellation)
    {
        if (!await KeyChanges.RevokeAsync(keys, name, time, cancellation))
        {
            throw new BadRequestException($"There is no key '{name}'", StatusCodes.Status404NotFound);
        }

        await TellAsync(context, audit, time, name, "revoked");
        return Results.NoContent();
    }

    /// <summary>All of it while the body is parsed: a text that is not valid Unicode is found only when it is taken.</summary>
    private static (string Name, Grant Grant, TimeSpan? Lifetime) Parse(byte[] json) =>
        JsonBody.Parse(json, Shape, (ref reader) => Parse(JsonElement.ParseValue(ref reader)));

    private static (string Name, Grant Grant, TimeSpan? Lifetime) Parse(JsonElement body)
    {
        if (body.EnumerateObject().FirstOrDefault(field => !Fields.Contains(field.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw new BadRequestException($"Unknown field '{unknown.Name}'; the body takes {Shape}");
        }

        var name = Text(body, "name", ApiKey.AllowedName) is { } text && ApiKey.IsName(text) ? text : throw new BadRequestException($"'name' takes {ApiKey.AllowedName}");
        var scope = Text(body, "scope", Scopes) is { } word && SettingParsers.Choice<AccessScope>(word) is { } known
            ? known : throw new BadRequestException($"'scope' takes {Scopes}");
        var devices = Some(body, "devices", DeviceOptions.IsId, "ids of devices");
        var parameters = Some(body, "parameters", item => SettingParsers.Text(item) is not null, "keys or patterns such as \"HDW*\"");
        if (scope == AccessScope.Admin && (devices ?? parameters) is not null)
        {
            throw new BadRequestException("An admin key is for all devices and parameters: leave out 'devices' and 'parameters', or use the scope write");
        }

        TimeSpan? lifetime = Text(body, "expires", ApiKey.AllowedLifetime) is { } expires
            ? ApiKey.LifetimeOf(expires) ?? throw new BadRequestException($"'expires' takes {ApiKey.AllowedLifetime}")
            : null;
        return (name, new Grant(scope, devices, parameters), lifetime);
    }

    private static string? Text(JsonElement body, string field, string allowed) =>
        !body.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new BadRequestException($"'{field}' takes {allowed}");

    private static ImmutableArray<string>? Some(JsonElement body, string field, Func<string, bool> isAllowed, string allowed)
    {
        if (!body.TryGetProperty(field, out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && isAllowed(item.GetString()!))
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : throw new BadRequestException($"'{field}' takes a list of {allowed}; leave it out for all");
    }

    private static Task TellAsync(HttpContext context, AuditTrail audit, TimeProvider time, string key, string outcome) => audit.KeepAsync(new AuditEntry(
        time.GetUtcNow(), AuditKinds.Key, Who: context.User.Identity?.Name, From: RequestSource.AddressOf(context) is { Length: > 0 } address ? address : null,
        Subject: key, Outcome: outcome, RequestId: context.TraceIdentifier));
}

/// <param name="Expires">How long it is good for: 12h, 90d or 52w.</param>
internal sealed record KeyRequest(string Name, string Scope, IReadOnlyList<string>? Devices, IReadOnlyList<string>? Parameters, string? Expires);

internal sealed record KeysBody(IReadOnlyList<KeyBody> Keys);

/// <param name="State">active, expired or revoked.</param>
/// <param name="Devices">Null for all.</param>
/// <param name="Parameters">Null for all.</param>
internal sealed record KeyBody(
    string Name, string Scope, string State, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, IReadOnlyList<string>? Devices, IReadOnlyList<string>? Parameters)
{
    public static KeyBody Of(ApiKey key, TimeProvider time) => new(
        key.Name, Grant.WordOf(key.Grant.Scope), key.StateAt(time.GetUtcNow()), key.CreatedAt, key.ExpiresAt, key.Grant.Devices, key.Grant.Parameters);
}

/// <param name="Key">The secret, which is shown here alone.</param>
internal sealed record NewKeyBody(
    string Name, string Scope, string State, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, IReadOnlyList<string>? Devices,
    IReadOnlyList<string>? Parameters, string Key);
