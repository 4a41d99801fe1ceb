using System.Net;
using System.Net.NetworkInformation;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;

namespace Econet.Gateway.Http;

/// <summary>
/// Refuses requests for names that are not the gateway's. A page of the internet can have its own name lead to this machine (DNS rebinding), and a
/// browser then takes the gateway for a part of that page. It can't do so with an IP address, nor with a name that is only known here.
/// </summary>
internal sealed class KnownHost(RequestDelegate next, CurrentOptions current)
{
    private static readonly HashSet<string> Own = new(OwnNames(), StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        // Old programs send no host; browsers always do.
        var host = context.Request.Host.Host;
        return host.Length == 0 || IsKnown(host) || context.Features.Get<IngressUser>() is not null
            ? next(context)
            : Problems.WriteAsync(
                context, StatusCodes.Status421MisdirectedRequest,
                $"The gateway does not know the host name {SettingValues.Quote(host)}; add it to {AccessSettings.AllowedHosts.Name}, or use its IP address");
    }

    private bool IsKnown(string host)
    {
        var name = host.EndsWith('.') ? host[..^1] : host;
        return IPAddress.TryParse(name, out _) || Own.Contains(name) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || current.Value.Access.AllowedHosts.Any(allowed => Fits(allowed, name));
    }

    private static bool Fits(string allowed, string name) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? name.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : name.Equals(allowed, StringComparison.OrdinalIgnoreCase);

    /// <summary>What this machine is called here and by mDNS.</summary>
    private static IEnumerable<string> OwnNames()
    {
        yield return "localhost";
        var machine = Environment.MachineName;
        var first = machine.Split('.')[0];
        yield return machine;
        yield return first;
        yield return $"{first}.local";
        if (IPGlobalProperties.GetIPGlobalProperties().DomainName is { Length: > 0 } domain && domain != "(none)")
        {
            yield return $"{first}.{domain}";
        }
    }
}
