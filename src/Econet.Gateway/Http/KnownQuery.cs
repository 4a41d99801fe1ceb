namespace Econet.Gateway.Http;

/// <summary>Refuses unknown query parameters: a misspelt filter must not act like none.</summary>
internal static class KnownQuery
{
    /// <summary>The query of these requests takes these parameters, and no others.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder route, params string[] names) => route.AddEndpointFilter((context, next) =>
    {
        var unknown = context.HttpContext.Request.Query.Keys.FirstOrDefault(key => !names.Contains(key, StringComparer.OrdinalIgnoreCase));
        return unknown is null
            ? next(context)
            : throw new BadRequestException($"Unknown query parameter '{unknown}'; {(names.Length == 0 ? "there are none here" : $"allowed are {string.Join(", ", names)}")}");
    });
}
