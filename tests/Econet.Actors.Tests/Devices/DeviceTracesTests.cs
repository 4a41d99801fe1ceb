using System.Diagnostics;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Devices;

public sealed class DeviceTracesTests : IDisposable
{
    private readonly ActivitySource _caller = new($"{nameof(DeviceTracesTests)} {Guid.NewGuid()}");
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;
    private readonly Activity _root;

    public DeviceTracesTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == DeviceTraces.Name || source == _caller,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (_spans)
                {
                    _spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _root = _caller.StartActivity("caller")!;
    }

    /// <summary>Those of other tests of this process are heard as well.</summary>
    private IEnumerable<Activity> Spans
    {
        get
        {
            lock (_spans)
            {
                return [.. _spans.Where(span => span.TraceId == _root.TraceId)];
            }
        }
    }

    public void Dispose()
    {
        _root.Dispose();
        _listener.Dispose();
        _caller.Dispose();
    }

    [Fact]
    public async Task Write_should_be_a_span_of_its_caller_with_what_happened_to_it()
    {
        await using var house = await House.RunningAsync();

        var result = await house.Within(TimeSpan.FromSeconds(10), house.Device.WriteAsync("HDWTSetPoint", 47));

        var span = Assert.Single(Spans);
        Assert.Equal(("econet.write", _root.SpanId, ActivityStatusCode.Unset), (span.OperationName, span.ParentSpanId, span.Status));
        Assert.Equal(
            [("econet.device", "house"), ("econet.parameter", "HDWTSetPoint"), ("econet.write.id", result.Job!.Id), ("econet.write.status", "Verified")],
            span.TagObjects.Select(tag => (tag.Key, tag.Value!)));
        Assert.Equal(
            [("accepted", result.Job.CreatedAt), ("sent", result.Job.SentAt!.Value), ("ended", result.Job.EndedAt!.Value)],
            span.Events.Select(happened => (happened.Name, happened.Timestamp)));
    }

    [Fact]
    public async Task Span_of_a_refused_write_should_say_why()
    {
        await using var house = await House.RunningAsync();

        var result = await house.Within(TimeSpan.FromSeconds(10), house.Device.WriteAsync("HDWTSetPoint", 147));

        var span = Assert.Single(Spans);
        Assert.Equal((ActivityStatusCode.Error, result.Message), (span.Status, span.StatusDescription));
        Assert.Equal("OutOfRange", span.GetTagItem("error.type"));
    }

    [Fact]
    public async Task Reading_from_the_bus_should_be_a_span_and_one_from_memory_none()
    {
        await using var house = await House.RunningAsync();

        await house.Within(TimeSpan.FromSeconds(10), house.Device.ReadAsync("TempWthr"));
        await house.Within(TimeSpan.FromSeconds(10), house.Device.ReadAsync("TempWthr", TimeSpan.Zero));
        await Assert.ThrowsAsync<EconetException>(() => house.Within(TimeSpan.FromSeconds(10), house.Device.ReadAsync("Nonsense", TimeSpan.Zero)));

        Assert.Equal(
            [("TempWthr", "Good", ActivityStatusCode.Unset), ("Nonsense", null, ActivityStatusCode.Error)],
            Spans.Select(span => ((string)span.GetTagItem("econet.parameter")!, (string?)span.GetTagItem("econet.quality"), span.Status)));
    }
}
