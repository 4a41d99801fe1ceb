using System.Globalization;
using System.Text;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Econet.Gateway.Tests.Security;

/// <summary>What a request can show of who sends it.</summary>
public enum Shown
{
    Nothing,
    Read,
    Write,
    Admin,

    /// <summary>A key with the scope write for another device.</summary>
    OtherDevice,
    Revoked,
    Expired,
    Wrong,

    /// <summary>A token of the configured issuer with the scope write.</summary>
    Token,
}

/// <summary>An endpoint and what it takes.</summary>
internal sealed record Guarded(string Method, string Path, string Policy, bool IsOfDevice);

/// <summary>What each endpoint answers to whom: the tests ask all of it, and docs/security.md shows it.</summary>
internal static class AccessTable
{
    private const int Unauthorized = 401;
    private const int Forbidden = 403;

    private static readonly string[] Administered = ["/api/logs", "/api/keys", "/api/ports"];

    private static readonly (Shown Shown, string Title)[] Columns =
    [
        (Shown.Nothing, "no key"), (Shown.Read, "read"), (Shown.Write, "write"), (Shown.Admin, "admin"), (Shown.OtherDevice, "write, other device"),
        (Shown.Revoked, "revoked"), (Shown.Expired, "expired"), (Shown.Wrong, "wrong"), (Shown.Token, "JWT, write"),
    ];

    /// <summary>All endpoints, by path and method.</summary>
    public static IReadOnlyList<Guarded> Of(EndpointDataSource endpoints) =>
    [
        .. (from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
            select new Guarded(method, path, PolicyOf(endpoint), IsOfDevice(path)))
            .DistinctBy(endpoint => (endpoint.Method, endpoint.Path))
            .OrderBy(endpoint => endpoint.Path, StringComparer.Ordinal).ThenBy(endpoint => endpoint.Method, StringComparer.Ordinal),
    ];

    /// <summary>The status with which a request is refused; null where it is answered.</summary>
    /// <param name="all">With <c>API_AUTH=all</c>, else with <c>writes</c>.</param>
    public static int? Refused(Guarded endpoint, Shown shown, bool all) => (endpoint.Policy, shown) switch
    {
        (Policies.Public, _) => null,
        (_, Shown.Revoked or Shown.Expired or Shown.Wrong) => Unauthorized,
        (Policies.Read, Shown.Nothing) => all ? Unauthorized : null,
        (Policies.Read, Shown.OtherDevice) => all && endpoint.IsOfDevice ? Forbidden : null,
        (Policies.Read, _) => null,
        (_, Shown.Nothing) => Unauthorized,
        (Policies.Write, Shown.Read) => Forbidden,
        (Policies.Write, Shown.OtherDevice) => endpoint.IsOfDevice ? Forbidden : null,
        (Policies.Write, _) => null,
        (Policies.Admin, Shown.Admin) => null,
        (Policies.Admin, _) => Forbidden,
        var (policy, _) => throw new ArgumentException($"There is no policy '{policy}'."),
    };

    public static string Markdown(IReadOnlyList<Guarded> endpoints)
    {
        var text = new StringBuilder("| endpoint | policy |");
        foreach (var (_, title) in Columns)
        {
            text.Append(CultureInfo.InvariantCulture, $" {title} |");
        }

        text.Append("\n|---|---|").Append(string.Concat(Columns.Select(_ => "---|"))).Append('\n');
        foreach (var endpoint in endpoints.Where(endpoint => !IsAlso(endpoint, endpoints)))
        {
            var path = endpoints.Any(other => IsSameBelow(endpoint, other))
                ? endpoint.Path.Replace("/api/", "/api[/devices/{device}]/", StringComparison.Ordinal)
                : endpoint.Path;
            text.Append(CultureInfo.InvariantCulture, $"| `{endpoint.Method} {path}` | {endpoint.Policy} |");
            foreach (var (shown, _) in Columns)
            {
                text.Append(CultureInfo.InvariantCulture, $" {Cell(endpoint, shown)} |");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Cell(Guarded endpoint, Shown shown) => (Refused(endpoint, shown, all: false), Refused(endpoint, shown, all: true)) switch
    {
        (null, null) => "yes",
        (null, { } all) => $"yes / {all}",
        (var status, _) => $"{status}",
    };

    /// <summary>The same for a device by its id as for the first one.</summary>
    private static bool IsAlso(Guarded endpoint, IReadOnlyList<Guarded> endpoints) =>
        endpoints.Any(other => IsSameBelow(other, endpoint));

    private static bool IsSameBelow(Guarded first, Guarded below) =>
        below == first with { Path = Below(first.Path) };

    private static string Below(string path) =>
        path.StartsWith("/api/", StringComparison.Ordinal) ? "/api/devices/{device}/" + path["/api/".Length..] : "";

    private static string PolicyOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is [{ Policy: { } policy }] && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null ? policy
            : throw new InvalidOperationException($"{endpoint.DisplayName} has not exactly one policy.");

    /// <summary>Who did what, which others need not know, texts that may tell more than values do, and what the gateway is set up with.</summary>
    public static bool IsForAdministrators(string path) =>
        path is "/api/audit" or "/api/configuration" or "/api/configuration/import" or "/api/history/import" or "/api/support-bundle"
        || path.EndsWith("/frames", StringComparison.Ordinal)
        || Administered.Any(start => path.StartsWith(start, StringComparison.Ordinal));

    /// <summary>It is about one device, so that a key for another one is not good for it.</summary>
    private static bool IsOfDevice(string path) =>
        !path.StartsWith("/docs", StringComparison.Ordinal) && !path.StartsWith("/openapi", StringComparison.Ordinal)
        && !path.StartsWith("/health", StringComparison.Ordinal) && !IsForAdministrators(path)
        && path is not ("/" or "/ws/parameters" or "/api/cluster" or "/api/devices" or "/api/events");
}
