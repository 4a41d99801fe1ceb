using System.Globalization;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.Http.Features;

namespace Econet.Gateway.Http;

/// <summary>What a request's address contains.</summary>
internal static class Requests
{
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <summary>The device that the path names; the first one when it names none.</summary>
    /// <exception cref="EconetException">The device is unknown, or none is configured.</exception>
    /// <exception cref="BadRequestException">Whoever asks may not use it.</exception>
    public static IDevice Device(this HttpContext context)
    {
        var econet = context.RequestServices.GetRequiredService<IEconet>();
        var device = context.Request.RouteValues["device"] is string id ? econet.Device(id)
            : econet.Devices is { Count: > 0 } ids ? econet.Device(First(ids, context.RequestServices.GetRequiredService<DeviceList>()))
            : throw new EconetException(EconetError.Unavailable, "No device is configured");
        return device.For(context);
    }

    /// <summary>GM3 systems come first, whenever they came.</summary>
    private static string First(IReadOnlyList<string> ids, DeviceList devices) => ids.MinBy(id => devices.KindOf(id) ?? Configuration.DeviceKind.Gm3)!;

    /// <summary>What the device that the path names is, or the first one.</summary>
    public static DeviceKind DeviceKind(this HttpContext context) =>
        context.RequestServices.GetRequiredService<DeviceList>().KindOf(context.Device().Id) ?? Configuration.DeviceKind.Gm3;

    /// <summary>What people call that device, for the message that it is unavailable.</summary>
    public static string DeviceCalled(this HttpContext context) =>
        context.DeviceKind() == Configuration.DeviceKind.NeaSmart ? "NEA SMART base" : "Heat pump";

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

    /// <summary>The kind of key that a query asks for in a collection of parameters; by default that of the settings.</summary>
    /// <exception cref="BadRequestException">It is neither name nor index.</exception>
    public static ParameterKeys Keys(string? given, GatewayOptions options) => Choice("key", given, "name", "index") switch
    {
        "name" => ParameterKeys.Name,
        "index" => ParameterKeys.Index,
        _ => options.ParameterKeys,
    };

    /// <summary>What a query's list separated by commas holds.</summary>
    public static string[] Items(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A query's whole number; null when it is not there.</summary>
    /// <exception cref="BadRequestException">It is none, or out of range.</exception>
    public static int? Whole(string name, string? given, int min, int max) => given is null
        ? null
        : SettingParsers.Whole(given, min, max)
            ?? throw new BadRequestException($"'{given}' is not allowed for '{name}'; it takes a whole number, {min} to {max}");

    /// <summary>A query's number of an event; null when it is not there.</summary>
    /// <exception cref="BadRequestException">It is none.</exception>
    public static long? Sequence(string name, string? given) => given is null
        ? null
        : long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : throw new BadRequestException($"'{given}' is not allowed for '{name}'; it takes the 'seq' of an event");

    /// <summary>A query's seconds, with a fraction or without; null when they are not there.</summary>
    /// <exception cref="BadRequestException">They are none, or out of range.</exception>
    public static TimeSpan? Seconds(string name, string? given, int max) => given is null
        ? null
        : SettingParsers.Seconds(given, 0, max)
            ?? throw new BadRequestException($"'{given}' is not allowed for '{name}'; it takes seconds, 0 to {max}");

    /// <summary>A query's time as ISO 8601 writes it, in UTC where it names no offset; null when it is not there.</summary>
    /// <exception cref="BadRequestException">It is none.</exception>
    public static DateTimeOffset? Time(string name, string? given)
    {
        if (given is null)
        {
            return null;
        }

        // In a query + means a space, so that is what becomes of the + in an offset that a client did not escape.
        return DateTimeOffset.TryParseExact(
            given.Replace(' ', '+'), TimeFormats, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new BadRequestException($"'{given}' is not allowed for '{name}'; it takes a time such as 2026-01-22T20:55:07.120Z");
    }
}
