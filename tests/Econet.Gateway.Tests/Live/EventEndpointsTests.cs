using System.Net;
using Econet.Actors.Messages;
using Econet.Gateway.Live;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.DependencyInjection;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Live;

/// <summary>What clients are sent for what they ask.</summary>
public sealed class EventEndpointsTests
{
    private readonly FakeDevice _heatPump = new(
        "heatpump",
        Parameter(5, "Outdoor", Value.Of(21.1f), unit: "°C"),
        Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 47), writable: true, min: 20, max: 55, unit: "°C"),
        Parameter(7, "UID", Value.Of("a"), key: "UID@7", quality: Quality.Stale));

    private readonly FakeDevice _attic = new("attic", Parameter(1, "Room", Value.Of(19.5f)));

    [Theory]
    [InlineData(Transport.ServerSent)]
    [InlineData(Transport.WebSocket)]
    public async Task Client_should_get_a_snapshot_of_each_device_and_resume_only_after_the_last(Transport transport)
    {
        await using var gateway = await StartAsync();
        await using var client = await EventClient.ConnectAsync(gateway, transport);

        var snapshots = await client.TakeAsync(2);

        Assert.Equal(["snapshot", "snapshot"], snapshots.Select(s => s.Type));
        Assert.Equal([false, true], snapshots.Select(s => s.Id is not null));
        Assert.Equal(["heatpump", "attic"], snapshots.Select(s => s.Text("device")));
        Assert.Equal(["device", "alive", "problem", "timestamp", "parameters"], snapshots[0].Data.Names().Except(["type"]));
        Assert.Equal(["seq", "device", "alive", "problem", "timestamp", "parameters"], snapshots[1].Data.Names().Except(["type"]));
        var rest = (await gateway.GetAsync("/api/parameters")).Body;
        Assert.Equal(rest.GetProperty("parameters").GetRawText(), snapshots[0].Data.GetProperty("parameters").GetRawText());
        Assert.Equal(rest.GetProperty("timestamp").GetRawText(), snapshots[0].Data.GetProperty("timestamp").GetRawText());
    }

    [Theory]
    [InlineData(Transport.ServerSent)]
    [InlineData(Transport.WebSocket)]
    public async Task Client_should_get_all_that_happens_in_order(Transport transport)
    {
        await using var gateway = await StartAsync();
        await using var client = await EventClient.ConnectAsync(gateway, transport);
        var start = (await client.TakeAsync(2))[1].Id;

        _heatPump.Change(5, default, Quality.Absent);
        _heatPump.Publish(new AlarmChanged("heatpump", new Alarm(0, 20, "No communication", new DateTime(2026, 1, 20, 7, 15, 0), null)));
        _heatPump.Publish(new WriteChanged("heatpump", Job(7, WriteStatus.Sent)));
        _heatPump.Publish(new HealthChanged("heatpump", Alive: false, [new Problem("store_in_memory", "No disk", FakeDevice.At)]));
        var told = await client.TakeAsync(4);

        Assert.Equal(Enumerable.Range(1, 4).Select(i => start + i), told.Select(m => m.Id));
        string[] expected =
        [
            """
            {"seq":1,"device":"heatpump","key":"Outdoor","index":5,"value":null,"old_value":21.1,"quality":"absent","read_at":"2026-01-22T20:55:07.120Z","changed_at":"2026-01-22T20:55:07.120Z"}
            """,
            """
            {"seq":2,"device":"heatpump","index":0,"code":20,"name":"No communication","from_date":"2026-01-20T07:15:00","to_date":null,"active":true}
            """,
            """
            {"seq":3,"device":"heatpump","id":7,"parameter":"HDWTSetPoint","index":103,"value":47,"old_value":45,"status":"sent","origin":"10.0.0.7","created_at":"2026-01-22T20:55:07.120Z","sent_at":null,"ended_at":null,"message":null,"durable":true,"request_id":"request-7","code":null,"retry_at":null}
            """,
            """
            {"seq":4,"device":"heatpump","alive":false,"problem":[{"code":"store_in_memory","message":"No disk","since":"2026-01-22T20:55:07.120Z"}]}
            """,
        ];
        Assert.Equal(
            expected.Zip(["change", "alarm", "write", "health"], (json, type) => transport == Transport.ServerSent ? json : $$"""{"type":"{{type}}",{{json[1..]}}"""),
            told.Select(m => m.Data.GetRawText().Replace($"\"seq\":{m.Id}", $"\"seq\":{m.Id - start}", StringComparison.Ordinal)));
        Assert.Equal(["change", "alarm", "write", "health"], told.Select(m => m.Type));
    }

    [Theory]
    [InlineData("/api/events?device=attic", "attic:Room", "6 7")]
    [InlineData("/api/devices/attic/events", "attic:Room", "6 7")]
    [InlineData("/api/events?device=attic,heatpump&names=Room,UID@7", "heatpump:UID@7 attic:Room", "3 5 6 7")]
    [InlineData("/api/events?names=103", "heatpump:HDWTSetPoint attic:", "2 4 5 7")]
    [InlineData("/api/events?names=@5&names=7", "heatpump:Outdoor,UID@7 attic:", "1 3 5 7")]
    [InlineData("/api/events?quality=stale", "heatpump:UID@7 attic:", "2 4 5 7")]
    [InlineData("/api/events?quality=GOOD,stale&device=heatpump", "heatpump:Outdoor,HDWTSetPoint,UID@7", "1 2 3 4 5")]
    [InlineData("/api/devices/heatpump/events?key=index&quality=good", "heatpump:5,103", "1 3 4 5")]
    public async Task Client_should_get_only_what_it_asked_for(string address, string snapshots, string events)
    {
        await using var gateway = await StartAsync();
        await using var client = await EventClient.ConnectAsync(gateway, new HttpRequestMessage(HttpMethod.Get, address));
        await using var all = await EventClient.ConnectAsync(gateway, Transport.WebSocket);
        var begun = await client.TakeAsync(snapshots.Split(' ').Length);

        _heatPump.Change(5, Value.Of(1f));
        _heatPump.Change(103, Value.Of(ParameterType.UInt8, 40), Quality.Stale);
        _heatPump.Change(7, Value.Of("b"));
        _heatPump.Publish(new WriteChanged("heatpump", Job(7)));
        _heatPump.Publish(new HealthChanged("heatpump", Alive: true, []));
        await all.UntilAsync("health");
        _attic.Change(1, Value.Of(18f));
        _attic.Publish(new HealthChanged("attic", Alive: true, []));
        var numbers = new List<long>();
        while (numbers.Count < events.Split(' ').Length)
        {
            numbers.Add((await client.NextAsync())!.Id!.Value - begun[^1].Id!.Value);
        }

        Assert.Equal(snapshots, string.Join(' ', begun.Select(s => $"{s.Text("device")}:{string.Join(',', s.Data.GetProperty("parameters").Names())}")));
        Assert.Equal(events, string.Join(' ', numbers));
    }

    [Fact]
    public async Task Snapshot_should_tell_names_that_no_parameter_has()
    {
        await using var gateway = await StartAsync();
        await using var client = await EventClient.ConnectAsync(gateway, Transport.WebSocket, query: "names=Outdoor,Nonsense&device=heatpump");

        Assert.Equal("[\"Nonsense\"]", (await client.NextAsync())!.Data.GetProperty("not_found").GetRawText());
    }

    [Theory]
    [InlineData("quality=fair", HttpStatusCode.BadRequest)]
    [InlineData("quality=", HttpStatusCode.BadRequest)]
    [InlineData("names=", HttpStatusCode.BadRequest)]
    [InlineData("names=,", HttpStatusCode.BadRequest)]
    [InlineData("device=", HttpStatusCode.BadRequest)]
    [InlineData("device=cellar", HttpStatusCode.NotFound)]
    [InlineData("key=colour", HttpStatusCode.BadRequest)]
    [InlineData("since=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("since=-1", HttpStatusCode.BadRequest)]
    [InlineData("since=99999999999999999999", HttpStatusCode.BadRequest)]
    public async Task Client_should_be_refused_when_it_asks_for_nonsense(string query, HttpStatusCode status)
    {
        await using var gateway = await StartAsync();

        Expect.Problem(await gateway.GetAsync("/api/events?" + query), status);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => EventClient.ConnectAsync(gateway, Transport.WebSocket, query: query));
        Assert.Contains(((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_should_be_asked_for_with_its_handshake()
    {
        await using var gateway = await StartAsync();

        Expect.Problem(await gateway.GetAsync("/ws/parameters"), HttpStatusCode.UpgradeRequired);
    }

    [Fact]
    public async Task Client_should_be_refused_when_there_are_too_many()
    {
        await using var gateway = await StartAsync();
        var feed = gateway.App.Services.GetRequiredService<EventFeed>();
        var others = Enumerable.Range(0, EventFeed.MaxClients).Select(_ => feed.Subscribe(new EventFilter(), null)).ToList();

        Expect.Problem(await gateway.GetAsync("/api/events"), HttpStatusCode.ServiceUnavailable);

        others[0].Dispose();
        for (var i = 0; i < 3; i++)
        {
            // Whoever leaves makes room.
            var client = await EventClient.ConnectAsync(gateway, Transport.ServerSent);
            await client.DisposeAsync();
            while (!TryTakePlace(feed))
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Stream_should_be_one_that_nobody_on_the_way_keeps_back()
    {
        await using var gateway = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");

        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.True(response.Headers.CacheControl is { NoCache: true, NoTransform: true });
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("retry: 2000", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Head_should_be_answered_without_a_stream()
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(_heatPump);
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/events");

        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseContentRead);

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
    }

    private static bool TryTakePlace(EventFeed feed)
    {
        try
        {
            feed.Subscribe(new EventFilter(), null).Dispose();
            return true;
        }
        catch (EconetException)
        {
            return false;
        }
    }

    private async Task<TestGateway> StartAsync()
    {
        var gateway = await TestGateway.StartAsync(_heatPump, _attic);
        await EventClient.UntilKnownAsync(gateway, 2);
        return gateway;
    }
}
