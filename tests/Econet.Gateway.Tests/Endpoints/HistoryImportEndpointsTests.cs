using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Econet.Gateway.History;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class HistoryImportEndpointsTests : IDisposable
{
    private const string File = "time,TempCWU,cellar\n2026-01-20T10:00:00Z,41,1\n2026-01-20T10:30:00Z,43,1\n2026-01-20T11:00:00Z,,oops\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeDevice _device = new("heatpump", Parameter(61, "TempCWU", Value.Of(47.25f), unit: "°C"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task File_should_be_shown_first_and_then_be_part_of_the_history()
    {
        await using var gateway = await StartAsync();

        var dry = await PostAsync(gateway, "?dry_run=true", File);
        Assert.Equal((true, 1), (dry.Body.GetProperty("dry_run").GetBoolean(), dry.Body.GetProperty("series")[0].GetProperty("hours").GetInt32()));
        Assert.Equal("""[[null]]""", await ValuesAsync(gateway));

        var (response, body) = await PostAsync(gateway, "?device=heatpump&map=cellar=Nothing&map=x=y", File);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """
            {"dry_run":false,"lines":4,"before":"2026-01-22T20:00:00.000Z","series":[{"device":"heatpump","key":"TempCWU","values":3,"from":"2026-01-20T10:00:00.000Z","to":"2026-01-20T11:00:00.000Z","hours":1,"known_hours":0,"old_hours":0}],"not_found":[{"name":"cellar","values":3}],"unread":{"count":0,"first":[]}}
            """,
            body.GetRawText());
        Assert.Equal("""[[42]]""", await ValuesAsync(gateway));
    }

    [Theory]
    [InlineData("?zone=Mars/Olympus", "'Mars/Olympus' is not allowed for 'zone'")]
    [InlineData("?hold=0s", "'0s' is not allowed for 'hold'")]
    [InlineData("?hold=32d", "'32d' is not allowed for 'hold'")]
    [InlineData("?map=cellar", "'cellar' is not allowed for 'map'")]
    [InlineData("?dry_run=perhaps", "'perhaps' is not allowed for 'dry_run'")]
    [InlineData("?dryrun=true", "Unknown query parameter 'dryrun'")]
    public async Task Wrong_question_should_be_told_what_is_right(string query, string error)
    {
        await using var gateway = await StartAsync();

        Assert.Contains(error, Expect.Problem(await PostAsync(gateway, query, File), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_taken_should_be_refused()
    {
        await using var gateway = await StartAsync();
        Expect.Problem(await PostAsync(gateway, "", File, "text/plain"), HttpStatusCode.UnsupportedMediaType);
        Assert.Contains("no title of a column", Expect.Problem(await PostAsync(gateway, "", "a,b\n"), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Expect.Problem(await PostAsync(gateway, "?device=barn", File), HttpStatusCode.NotFound);

        await using var other = await TestGateway.StartAsync(_device);
        Assert.Contains("HISTORY_ENABLED", Expect.Problem(await PostAsync(other, "", File), HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_file_should_come_in_through_the_real_server()
    {
        var options = Options;
        await using var gateway = await TestGateway.StartOnSocketAsync(options, _device);
        await RecordedAsync(gateway);
        var file = new StringBuilder("time,TempCWU\n");
        for (var minute = 0; minute < 20_000; minute++)
        {
            file.Append("2026-01-20T10:00:00Z,41.5\n");
        }

        Assert.InRange(file.Length, 200_000, int.MaxValue);
        var (response, body) = await PostAsync(gateway, "", file.ToString());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(20_001, body.GetProperty("lines").GetInt32());
    }

    private Econet.Gateway.Configuration.GatewayOptions Options => TestGateway.Options with
    {
        StateDirectory = _directory.Path, History = TestGateway.Options.History with { IsEnabled = true },
    };

    private async Task<TestGateway> StartAsync()
    {
        var gateway = await TestGateway.StartAsync(Options, new FakeTimeProvider(At), _device);
        await RecordedAsync(gateway);
        return gateway;
    }

    private static Task RecordedAsync(TestGateway gateway) =>
        Expect.EventuallyAsync(() => Task.FromResult(gateway.App.Services.GetRequiredService<Recorder>().Series.Count == 1));

    private static Task<(HttpResponseMessage Response, JsonElement Body)> PostAsync(TestGateway gateway, string query, string file, string type = "text/csv") =>
        gateway.PostAsync("/api/history/import" + query, new StringContent(file, Encoding.UTF8, new MediaTypeHeaderValue(type)));

    private static async Task<string> ValuesAsync(TestGateway gateway)
    {
        var (_, body) = await gateway.GetAsync("/api/history?keys=TempCWU&from=2026-01-20T10:00:00Z&to=2026-01-20T11:00:00Z&step=1h&format=columns");
        return $"[{string.Join(',', body.GetProperty("series").EnumerateArray().Select(series => series.GetProperty("values").GetRawText()))}]";
    }
}
