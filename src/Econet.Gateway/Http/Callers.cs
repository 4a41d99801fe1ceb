using Econet.Actors.Devices;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;

namespace Econet.Gateway.Http;

/// <summary>Who sends a request, and what that leaves of the devices.</summary>
internal static class Callers
{
    /// <summary>What whoever sends the request may do; everything that the endpoint does, for those who need no key.</summary>
    public static Grant Grant(this HttpContext context) => Security.Grant.Of(context.User) ?? Security.Grant.All;

    /// <summary>What the request may see. Where everybody may read, a key restricts nothing.</summary>
    public static Grant Sight(this HttpContext context) =>
        context.RequestServices.GetRequiredService<CurrentOptions>().Value.Access.Auth == ApiAuth.All ? context.Grant() : Security.Grant.All;

    /// <summary>The device as the request may use it.</summary>
    /// <exception cref="BadRequestException">It may not use it at all.</exception>
    public static IDevice For(this IDevice device, HttpContext context)
    {
        var (grant, sight) = (context.Grant(), context.Sight());
        var isRead = HttpMethods.IsGet(context.Request.Method);
        return !(isRead ? sight : grant).CoversDevice(device.Id)
            ? throw Refused($"'{context.User.Identity?.Name}' may not use the device {device.Id}")
            : grant.IsForAllParameters ? device
            : new LimitedDevice(device, grant, sight, context.User.Identity?.Name ?? "");
    }

    public static BadRequestException Refused(string reason) => new(reason, StatusCodes.Status403Forbidden);
}
