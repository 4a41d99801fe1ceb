using System.Collections.Immutable;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.NeaSmart;

namespace Econet.Actors.Tests.Devices;

/// <summary>What the status tells by name, its typed sections tell as well.</summary>
public sealed class StatusSectionTests
{
    private static readonly object[] Others =
        [true, false, 7, 7L, 7.5, "other", "2026-02-03T04:05:06Z", new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero)];

    [Fact]
    public async Task Typed_sections_should_tell_each_field_of_a_GM3_device()
    {
        await using var house = await House.RunningAsync();

        AssertToldTyped(await house.Device.StatusAsync());
    }

    [Fact]
    public async Task Typed_sections_should_tell_each_field_of_a_NEA_SMART_device()
    {
        await using var house = await BaseHouse.StartAsync(o => o with { Server = new NeaSmartServer.Tcp(System.Net.IPAddress.Loopback, 0) });

        AssertToldTyped(await house.Device.StatusAsync());
    }

    [Fact]
    public void Section_that_the_device_has_not_should_be_null()
    {
        var status = Of([]);

        Assert.All(Typed(status), Assert.Null);
    }

    [Fact]
    public void Field_that_another_version_does_not_tell_should_be_as_nothing()
    {
        var status = Of([KeyValuePair.Create("token", ImmutableSortedDictionary<string, object?>.Empty.Add("held", "text"))]);

        Assert.Equal(new TokenSection(false, 0, TimeSpan.Zero), status.Token);
    }

    private static void AssertToldTyped(DeviceStatus status)
    {
        foreach (var (name, section) in status.Sections)
        {
            foreach (var (field, value) in section)
            {
                Assert.True(
                    Others.Any(other => !Typed(With(status, name, field, other)).SequenceEqual(Typed(status))),
                    $"No typed section tells {field} of {name}, which is {value ?? "nothing"} now");
            }
        }
    }

    private static DeviceStatus With(DeviceStatus status, string section, string field, object value) =>
        status with { Sections = status.Sections.SetItem(section, status.Sections[section].SetItem(field, value)) };

    private static object?[] Typed(DeviceStatus status) =>
    [
        status.Bus, status.Token, status.Breaker, status.Traffic, status.ModbusTraffic, status.Server, status.Registers, Told(status.Values), status.Writes,
        status.Storage, status.RefusedAnswers is { } refused ? string.Join(' ', refused) : null,
    ];

    /// <summary>With the counts by their own, as a dictionary equals only itself.</summary>
    private static object? Told(ValuesSection? values) =>
        values is null ? null : (values.ImplausibleReadings, string.Join(' ', values.OfQuality));

    private static DeviceStatus Of(IEnumerable<KeyValuePair<string, ImmutableSortedDictionary<string, object?>>> sections) =>
        new("one", "gm3", "running", true, null, 0, sections.ToImmutableSortedDictionary());
}
