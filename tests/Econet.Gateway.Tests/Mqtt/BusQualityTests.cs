using System.Collections.Immutable;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class BusQualityTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly BusQuality _quality;

    public BusQualityTests() => _quality = new BusQuality(_time);

    [Fact]
    public void Quality_should_be_the_share_of_tries_that_were_answered_since_it_was_asked_first()
    {
        Assert.Null(Take(100, 50, 50));
        Assert.Equal(100, Take(120, 50, 50));
        Assert.Equal(90, Take(138, 52, 54));
        Assert.Equal(80, Take(140, 60, 58));
    }

    [Fact]
    public void Quality_should_forget_what_was_more_than_five_minutes_ago()
    {
        Take(0, 0, 0);
        Assert.Equal(50, Take(50, 50, 50));

        for (var minute = 1; minute <= 6; minute++)
        {
            Take(50 + (10 * minute), 50, 50);
        }

        Assert.Equal(100, Take(200, 50, 50));
    }

    [Fact]
    public void Quality_should_be_unknown_when_nothing_was_asked()
    {
        Take(10, 0, 0);
        Take(20, 0, 0);
        for (var minute = 0; minute < 6; minute++)
        {
            Take(20, 0, 0);
        }

        Assert.Null(Take(20, 0, 0));
    }

    [Fact]
    public void Quality_should_begin_anew_when_the_counters_do()
    {
        Take(1000, 0, 0);
        Assert.Null(Take(3, 1, 1));
        Assert.Equal(50, Take(4, 2, 2));
    }

    [Fact]
    public void Quality_should_be_unknown_of_a_device_that_asks_nothing() =>
        Assert.Null(_quality.Take(new FakeDevice("floor").Status));

    private int? Take(long requests, long retries, long timeouts)
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        return _quality.Take(new FakeDevice("pump").Status with
        {
            Sections = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty.Add(
                "traffic",
                ImmutableSortedDictionary<string, object?>.Empty.Add("requests", requests).Add("retries", retries).Add("timeouts", timeouts)),
        });
    }
}
