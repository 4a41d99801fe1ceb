using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Session;
using Econet.Actors.Parameters;

namespace Econet.Actors.Tests.Devices;

public sealed class DeviceMeterTests
{
    private const string Device = "measured-here-alone";

    [Fact]
    public void Device_should_be_measured_while_it_is_there()
    {
        var options = new Gm3Options();
        using (var book = new StatusBook(Device, "gm3", SessionStatus.None, TrafficStatus.Before(options)))
        {
            Assert.Equal(0, Measure()["econet.bus.connected"]);

            book.Take(TrafficStatus.Before(options) with
            {
                Counted = new ProtocolCounters { FramesReceived = 10, FramesSent = 4, ChecksumErrors = 2, Requests = 3 },
                BytesReceived = 1234,
                AdapterDelay = TimeSpan.FromMilliseconds(50),
            });
            book.Take(SessionStatus.None with { Connected = true, TokensGranted = 7, LastHold = TimeSpan.FromMilliseconds(40) });
            book.Take(ParametersStatus.None with { Values = ImmutableSortedDictionary<string, object?>.Empty.Add("good", 5).Add("stale", 1), WritesUnderWay = 2 });

            var measured = Measure();
            Assert.Equal((10.0, 4.0), (measured["econet.bus.frames received"], measured["econet.bus.frames sent"]));
            Assert.Equal((2.0, 3.0, 1234.0), (measured["econet.bus.errors checksum"], measured["econet.bus.requests"], measured["econet.bus.received"]));
            Assert.Equal((1.0, 7.0, 0.04), (measured["econet.bus.connected"], measured["econet.token.grants"], measured["econet.token.last_hold"]));
            Assert.Equal((5.0, 1.0, 2.0), (measured["econet.parameters good"], measured["econet.parameters stale"], measured["econet.writes.under_way"]));
            Assert.Equal(0.05, measured["econet.bus.adapter_delay"]);
        }

        Assert.Empty(Measure());
    }

    /// <summary>Other tests have devices at the same time.</summary>
    private static Dictionary<string, double> Measure()
    {
        var measured = new Dictionary<string, double>();
        Listen((name, value, tags) =>
        {
            if (Equals(tags.GetValueOrDefault("device"), Device))
            {
                measured[string.Join(' ', tags.Where(tag => tag.Key != "device").Select(tag => tag.Value).Prepend(name))] = value;
            }
        });
        return measured;
    }

    private static void Listen(Action<string, double, Dictionary<string, object?>> take)
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == DeviceMeter.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            take(instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value)));
        listener.Start();
        listener.RecordObservableInstruments();
    }
}
