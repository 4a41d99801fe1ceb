using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Econet.Gateway.Http;

/// <summary>Which devices somebody asks for, and which page of them.</summary>
/// <param name="Qualities">Null for any.</param>
/// <param name="Since">Those that have changed since then; null for all.</param>
/// <param name="Name">A part of what a device or its id is called, in capitals or not; null for any.</param>
/// <param name="After">The page begins behind the device with this id; null for the first page.</param>
/// <param name="Limit">The most devices of a page; null for all at once, in the order of the settings.</param>
internal sealed partial record FleetQuery(FrozenSet<string>? Qualities, DateTimeOffset? Since, string? Name, string? After, int? Limit)
{
    public const string Good = "good";
    public const string Stale = "stale";
    public const string Absent = "absent";

    private const int DefaultLimit = 100;
    private const int LargestLimit = 1000;
    private const int LongestName = 100;

    /// <exception cref="BadRequestException">Something has no meaning; the message says what would.</exception>
    public static FleetQuery Read(string? quality, string? since, string? name, string? page, string? limit)
    {
        var qualities = quality is null ? null : Requests.Items(quality).Select(one => Requests.Choice("quality", one, Good, Stale, Absent)!).ToFrozenSet();
        if (qualities?.Count == 0)
        {
            throw new BadRequestException($"'{quality}' is not allowed for 'quality'; it takes {Good}, {Stale} or {Absent}, or several separated by commas");
        }

        if (name is { Length: 0 or > LongestName })
        {
            throw new BadRequestException($"'name' takes a part of a device's name or id, 1 to {LongestName} letters");
        }

        if (page is not null && !Id().IsMatch(page))
        {
            throw new BadRequestException($"'{page}' is not allowed for 'page'; it takes what 'next' of the page before says");
        }

        var isQuery = quality is not null || since is not null || name is not null || page is not null;
        return new FleetQuery(
            qualities, Requests.Time("since", since), name, page, Requests.Whole("limit", limit, 1, LargestLimit) ?? (isQuery ? DefaultLimit : null));
    }

    /// <summary>The page of these devices that was asked for, in the order of their ids, so that none is left out or told twice while others come and go.</summary>
    /// <param name="query">As it was sent, for the address of the next page.</param>
    public DevicesBody Of(IReadOnlyList<ListedDeviceBody> devices, IQueryCollection query)
    {
        if (Limit is not { } limit)
        {
            return new DevicesBody(devices, devices.Count, null);
        }

        ListedDeviceBody[] fitting = [.. devices.Where(Takes).OrderBy(device => device.Device, StringComparer.Ordinal)];
        ListedDeviceBody[] rest = [.. fitting.SkipWhile(device => After is not null && string.CompareOrdinal(device.Device, After) <= 0)];
        ListedDeviceBody[] here = [.. rest.Take(limit)];
        return new DevicesBody(here, fitting.Length, rest.Length > limit ? Next(query, here[^1].Device) : null);
    }

    private static string Next(IQueryCollection query, string last) =>
        "/api/devices" + QueryString.Create(
            query.Where(one => one.Key != "page").SelectMany(one => one.Value, (one, value) => KeyValuePair.Create(one.Key, value)).Append(KeyValuePair.Create("page", (string?)last)));

    private bool Takes(ListedDeviceBody device) =>
        (Qualities is null || Qualities.Contains(device.Quality))
        && (Since is not { } since || device.ChangedAt >= since)
        && (Name is not { } name || Has(device.Name, name) || Has(device.Device, name));

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Id();
}
