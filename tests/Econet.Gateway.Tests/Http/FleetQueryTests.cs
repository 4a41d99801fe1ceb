using System.Globalization;
using Econet.Gateway.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Econet.Gateway.Tests.Http;

public sealed class FleetQueryTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 22, 20, 55, 7, TimeSpan.Zero);

    private static readonly ListedDeviceBody[] Fleet =
    [
        Device("zoe", "stale", "House of Zoë"), Device("Anna", "good", null), Device("berta", "good", "house two", At.AddHours(-1)), Device("carl", "absent", null, changed: false),
    ];

    [Fact]
    public void Devices_should_come_all_at_once_in_their_order_when_nothing_is_asked_for()
    {
        var body = Ask("");

        Assert.Equal(["zoe", "Anna", "berta", "carl"], Ids(body));
        Assert.Equal((4, null), (body.Total, body.Next));
    }

    [Theory]
    [InlineData("?limit=10", "Anna berta carl zoe")]
    [InlineData("?quality=good", "Anna berta")]
    [InlineData("?quality=Absent,stale", "carl zoe")]
    [InlineData("?name=HOUSE", "berta zoe")]
    [InlineData("?name=arl", "carl")]
    [InlineData("?since=2026-01-22T20:55:07Z", "Anna zoe")]
    [InlineData("?since=2026-01-22&quality=good&name=a", "Anna berta")]
    [InlineData("?page=berta", "carl zoe")]
    [InlineData("?page=between", "carl zoe")]
    [InlineData("?page=zoe", "")]
    public void Query_should_be_answered_in_the_order_of_ids(string query, string ids) => Assert.Equal(ids, string.Join(' ', Ids(Ask(query))));

    [Fact]
    public void Pages_should_hold_each_device_once_although_others_come_and_go()
    {
        var devices = Enumerable.Range(0, 250).Select(i => Device(string.Create(CultureInfo.InvariantCulture, $"d{i:000}"), "good", "a & b")).ToList();
        var seen = new List<string>();
        for (string? next = "/api/devices?name=a%20%26%20b&quality=good"; next is not null;)
        {
            var body = Ask(next[next.IndexOf('?', StringComparison.Ordinal)..], devices);
            seen.AddRange(Ids(body));
            next = body.Next;
            devices.RemoveAt(0);
            devices.Add(Device(string.Create(CultureInfo.InvariantCulture, $"c{seen.Count}"), "good", "a & b"));
        }

        Assert.Equal(Enumerable.Range(0, 250).Select(i => string.Create(CultureInfo.InvariantCulture, $"d{i:000}")), seen);
    }

    [Theory]
    [InlineData("?quality=bad", "'bad' is not allowed for 'quality'; it takes good or stale or absent")]
    [InlineData("?quality=", "it takes good, stale or absent")]
    [InlineData("?since=yesterday", "it takes a time such as")]
    [InlineData("?name=", "'name' takes a part of a device's name or id")]
    [InlineData("?page=2%20", "it takes what 'next' of the page before says")]
    [InlineData("?limit=0", "it takes a whole number, 1 to 1000")]
    [InlineData("?limit=1001", "it takes a whole number, 1 to 1000")]
    public void Query_should_be_refused_with_what_it_takes_when_it_means_nothing(string query, string says) =>
        Assert.Contains(says, Assert.Throws<BadRequestException>(() => Ask(query)).Message, StringComparison.Ordinal);

    private static DevicesBody Ask(string query, IReadOnlyList<ListedDeviceBody>? fleet = null)
    {
        var values = new QueryCollection(QueryHelpers.ParseQuery(query));
        return FleetQuery.Read(One("quality"), One("since"), One("name"), One("page"), One("limit")).Of(fleet ?? Fleet, values);

        string? One(string name) => values.TryGetValue(name, out var value) && !StringValues.IsNullOrEmpty(value) ? value.ToString() : values.ContainsKey(name) ? "" : null;
    }

    private static IEnumerable<string> Ids(DevicesBody body) => body.Devices.Select(device => device.Device);

    private static ListedDeviceBody Device(string id, string quality, string? name, DateTimeOffset? at = null, bool changed = true) =>
        new(id, "gm3", "running", quality == "good", At, 10, [], name, "configuration", quality, null, changed ? at ?? At : null);
}
