using Econet.Actors.Devices;
using Microsoft.AspNetCore.Http.Features;

namespace Econet.Gateway.Http;

/// <summary>What a request's address says.</summary>
internal static class Requests
{
    /// <summary>The device that the path names; the first one when it names none.</summary>
    /// <exception cref="EconetException">There is no such device, or none at all.</exception>
    public static IDevice Device(this HttpContext context)
    {
        var econet = context.RequestServices.GetRequiredService<IEconet>();
        return context.Request.RouteValues["device"] is string id ? econet.Device(id)
            : econet.Devices is [var first, ..] ? econet.Device(first)
            : throw new EconetException(EconetError.Unavailable, "No device is set up");
    }

    /// <summary>
    /// The key in the path, decoded once. The server leaves %2F as it is when it decodes a path, so a key with a slash is only to be
    /// had from the path as it was sent.
    /// </summary>
    /// <param name="decoded">The key as routing has it; taken when the path was sent in an unusual form.</param>
    public static string Key(this HttpContext context, string decoded)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = raw.Split('?', 2)[0];
        var segments = path.TrimEnd('/').Split('/');
        var place = context.Request.RouteValues.ContainsKey("device") ? 5 : 3;
        return segments.Length == place + 1 ? Uri.UnescapeDataString(segments[place]) : decoded;
    }

    /// <summary>One of a query's allowed words, in any case; null when it is not there.</summary>
    /// <exception cref="BadRequestException">It is another.</exception>
    public static string? Choice(string name, string? given, params ReadOnlySpan<string> allowed)
    {
        if (given is null)
        {
            return null;
        }

        foreach (var word in allowed)
        {
            if (word.Equals(given, StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        throw new BadRequestException($"'{given}' is not allowed for '{name}'; it takes {string.Join(" or ", allowed)}");
    }
}
