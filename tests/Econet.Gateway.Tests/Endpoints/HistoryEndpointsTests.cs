using System.Net;
using System.Text.Json;
using Econet.Gateway.Configuration;
using Econet.Gateway.History;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class HistoryEndpointsTests : IDisposable
{
    private readonly TestKeys _keys = new();
    private readonly FakeTimeProvider _time = new(At);
    private readonly FakeDevice _device = new(
        "heatpump", Parameter(61, "TempCWU", Value.Of(47.25f), unit: "°C"), Parameter(1350, "HPStatusWorkMode", Value.Of(ParameterType.UInt8, 1)));

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task Columns_should_be_what_a_chart_takes()
    {
        await using var gateway = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(10));

        var body = await GetAsync(gateway, "/api/history?keys=TempCWU,1350,Nothing&from=-10m&step=5m&format=columns&lang=de");

        Assert.Equal(300, body.GetProperty("step").GetDouble());
        var t = body.GetProperty("t").EnumerateArray().Select(at => at.GetInt64()).ToList();
        Assert.Equal(3, t.Count);
        Assert.All(t, at => Assert.Equal(0, at % 300));
        var (water, status) = (body.GetProperty("series")[0], body.GetProperty("series")[1]);
        Assert.Equal("[47.25,47.25,47.25]", water.GetProperty("values").GetRawText());
        Assert.Equal(("number", "mean", "°C", 1), (Text(water, "kind"), Text(water, "aggregate"), Text(water, "unit"), water.GetProperty("precision").GetInt32()));
        Assert.Equal("[1,1,1]", status.GetProperty("values").GetRawText());
        Assert.Equal(("state", "last", "Heizen"), (Text(status, "kind"), Text(status, "aggregate"), Text(status.GetProperty("options")[1], "name")));
        Assert.Equal("[\"Nothing\"]", body.GetProperty("not_found").GetRawText());
    }

    [Fact]
    public async Task Points_should_tell_changes_and_gaps_with_their_times()
    {
        await using var gateway = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        _device.Change(61, Value.Of(48f));
        await RecordedAsync(gateway, sample => sample.Value == 48);
        _time.Advance(TimeSpan.FromMinutes(1));
        _device.Change(61, Value.Of(48f), Actors.Messages.Quality.Stale);
        await RecordedAsync(gateway, sample => sample.IsGap);
        _time.Advance(TimeSpan.FromMinutes(1));

        var body = await GetAsync(gateway, $"/api/devices/heatpump/parameters/61/history?from={At:yyyy-MM-ddTHH:mm:ss.fffZ}&step=raw");

        Assert.Equal(
            """[["2026-01-22T20:55:07.120Z",47.25],["2026-01-22T20:56:07.120Z",48],["2026-01-22T20:57:07.120Z",null],["2026-01-22T20:58:07.120Z",null]]""",
            body.GetProperty("series")[0].GetProperty("points").GetRawText());
    }

    [Theory]
    [InlineData("&format=csv", null)]
    [InlineData("", "text/csv")]
    public async Task Csv_should_have_a_column_for_each(string query, string? accept)
    {
        await using var gateway = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(5));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/history?keys=TempCWU,HPStatusWorkMode&from=-5m&step=1h&aggregate=min,max" + query);
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(
            "time,TempCWU min,TempCWU max,HPStatusWorkMode last\r\n2026-01-22T20:00:00.000Z,47.25,47.25,1\r\n",
            await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_of_time_should_begin_where_history_can_begin()
    {
        await using var gateway = await StartAsync();

        var (response, body) = await gateway.GetAsync("/api/timeline?from=0001-01-01T00:00:00Z");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.InRange(body.GetProperty("from").GetDateTimeOffset(), At.AddYears(-11), At);
    }

    [Theory]
    [InlineData("keys=TempCWU&from=yesterday", "'yesterday' is not allowed for 'from'; it takes a time such as")]
    [InlineData("keys=TempCWU&from=-5x", "'-5x' is not allowed for 'from'")]
    [InlineData("keys=TempCWU&from=now", "'from' must be before 'to'")]
    [InlineData("keys=TempCWU&step=0s", "it takes auto, raw, or a length such as")]
    [InlineData("keys=TempCWU&step=14000000w", "up to 366d")]
    [InlineData("keys=TempCWU&step=1s&from=-7d", "That makes 604800 steps")]
    [InlineData("keys=TempCWU&aggregate=median", "'median' is not allowed for 'aggregate'")]
    [InlineData("keys=TempCWU&points=5", "'5' is not allowed for 'points'")]
    [InlineData("keys=TempCWU&format=xml", "'xml' is not allowed for 'format'")]
    [InlineData("keys=", "'keys' takes 1 to 50 keys")]
    [InlineData("", "'keys' takes 1 to 50 keys")]
    [InlineData("key=TempCWU", "Unknown query parameter 'key'")]
    public async Task Wrong_question_should_be_told_what_is_right(string query, string error)
    {
        await using var gateway = await StartAsync();

        Assert.Contains(error, Expect.Problem(await gateway.GetAsync("/api/history?" + query), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_recorded_should_not_be_found()
    {
        await using var gateway = await StartAsync();

        Assert.Equal("Parameter 'Nothing' is not recorded", Expect.Problem(await gateway.GetAsync("/api/parameters/Nothing/history"), HttpStatusCode.NotFound));
        var series = (await GetAsync(gateway, "/api/history/series")).GetProperty("series");
        Assert.Equal(["TempCWU", "HPStatusWorkMode"], series.EnumerateArray().Select(one => Text(one, "key")));
    }

    [Fact]
    public async Task What_is_derived_should_be_told_of_the_device()
    {
        await using var gateway = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(10));

        var timeline = await GetAsync(gateway, "/api/timeline?from=-10m&lang=en");
        var performance = await GetAsync(gateway, "/api/performance?by=hour&from=-10m");
        var comfort = await GetAsync(gateway, "/api/comfort");

        var period = Assert.Single(timeline.GetProperty("periods").EnumerateArray());
        Assert.Equal(("heating", "Heating", "2026-01-22T20:55:07.120Z"), (Text(period, "activity"), Text(period, "title"), Text(period, "start")));
        Assert.Equal(JsonValueKind.Null, performance.GetProperty("sources").GetProperty("electric").ValueKind);
        Assert.Equal(0.17, performance.GetProperty("total").GetProperty("activities").GetProperty("heating").GetProperty("hours").GetDouble());
        Assert.Equal(JsonValueKind.Null, performance.GetProperty("heat_loss").ValueKind);
        Assert.Empty(comfort.GetProperty("parts").EnumerateArray());
        Assert.Contains("more than 5000 periods", Expect.Problem(await gateway.GetAsync("/api/performance?by=hour&from=2020-01-01"), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limited_key_should_not_be_told_of_others()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Read, parameters: ["TempCWU"]);
        await using var gateway = await StartAsync(ApiAuth.All);
        gateway.Client.DefaultRequestHeaders.Add("X-API-Key", key);

        Expect.Problem(await gateway.GetAsync("/api/parameters/1350/history"), HttpStatusCode.Forbidden);
        var body = await GetAsync(gateway, "/api/history?keys=TempCWU,HPStatusWorkMode,heatpump/HPStatusWorkMode");
        Assert.Equal("TempCWU", Text(Assert.Single(body.GetProperty("series").EnumerateArray()), "key"));
        Assert.Equal(2, body.GetProperty("not_found").GetArrayLength());
        Assert.Single((await GetAsync(gateway, "/api/history/series")).GetProperty("series").EnumerateArray());
    }

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();

    private async Task<TestGateway> StartAsync(ApiAuth auth = ApiAuth.Writes)
    {
        var options = TestGateway.Options with
        {
            StateDirectory = _keys.Directory,
            Access = TestGateway.Options.Access with { Auth = auth },
            History = TestGateway.Options.History with { IsEnabled = true },
        };
        var gateway = await TestGateway.StartAsync(options, _time, _device);
        await Expect.EventuallyAsync(() => Task.FromResult(RecorderOf(gateway).Series.Count == 2));
        return gateway;
    }

    private static Recorder RecorderOf(TestGateway gateway) => gateway.App.Services.GetRequiredService<Recorder>();

    private static Task RecordedAsync(TestGateway gateway, Func<Sample, bool> isIt) => Expect.EventuallyAsync(() => Task.FromResult(
        isIt(RecorderOf(gateway).Unwritten("heatpump", [new SeriesKey("heatpump", "TempCWU")])[^1].Samples.Values.Single()[^1])));

    private static async Task<JsonElement> GetAsync(TestGateway gateway, string path)
    {
        var (response, body) = await gateway.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        return body;
    }
}
