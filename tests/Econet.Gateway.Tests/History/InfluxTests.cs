using System.IO.Compression;
using System.Net;
using System.Text;
using Econet.Actors.Messages;
using Econet.Gateway.History;
using Econet.Gateway.Http;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;
using static Econet.Gateway.Tests.History.RecordedHouse;

namespace Econet.Gateway.Tests.History;

/// <summary>The history handed on to a database that takes line protocol.</summary>
public sealed class InfluxTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly RecordedHouse _house = new(Start);
    private readonly Database _database = new();
    private InfluxForward _forward;

    public InfluxTests() => _forward = Forward();

    public void Dispose()
    {
        _forward.Dispose();
        _house.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task Every_change_should_be_handed_on_once()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.SetWater(41.5);
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.Flush();

        await _forward.ForwardAsync(CancellationToken.None);
        await _forward.ForwardAsync(CancellationToken.None);

        Assert.Equal(
            [
                $"econet,device=heatpump,parameter={Water},unit=°C value=40 {Moments.Of(Start)}",
                $"econet,device=heatpump,parameter={Water},unit=°C value=41.5 {Moments.Of(Start.AddMinutes(1))}",
            ],
            _database.Lines.Where(line => line.Contains(Water, StringComparison.Ordinal)));
        Assert.Equal("Token secret", _database.Authorization);
        Assert.Equal("precision=ms", _database.Query);
        Assert.Empty(_house.Problems.Current);
    }

    [Fact]
    public async Task Gap_should_be_no_line()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.SetWater(41.5, Quality.Stale);
        _house.Flush();

        await _forward.ForwardAsync(CancellationToken.None);

        Assert.Single(_database.Lines, line => line.Contains(Water, StringComparison.Ordinal));
        Assert.DoesNotContain(_database.Lines, line => line.Contains("NaN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(null)]
    public async Task What_a_server_does_not_take_should_be_a_problem_and_come_later(HttpStatusCode? status)
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.Flush();
        (_database.Answer, _database.IsAway) = (status ?? HttpStatusCode.OK, status is null);

        await _forward.ForwardAsync(CancellationToken.None);
        var problem = Assert.Single(_house.Problems.Current);
        Assert.Equal(GatewayProblemCode.InfluxUnavailable, problem.Code);
        Assert.DoesNotContain("secret", problem.Message, StringComparison.Ordinal);

        (_database.Answer, _database.IsAway) = (HttpStatusCode.NoContent, false);
        _database.Lines.Clear();
        await _forward.ForwardAsync(CancellationToken.None);
        Assert.Contains(_database.Lines, line => line.Contains(Water, StringComparison.Ordinal));
        Assert.Empty(_house.Problems.Current);
    }

    [Fact]
    public async Task What_a_server_will_never_take_should_not_hold_up_the_rest()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.Flush();
        _database.Answer = HttpStatusCode.BadRequest;
        await _forward.ForwardAsync(CancellationToken.None);
        Assert.Empty(_house.Problems.Current);

        _database.Answer = HttpStatusCode.NoContent;
        _database.Lines.Clear();
        _house.SetWater(42);
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.Flush();
        await _forward.ForwardAsync(CancellationToken.None);

        Assert.Contains(" value=42 ", Assert.Single(_database.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handing_on_should_go_on_after_a_restart_and_with_a_file_that_was_begun_anew()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(45));
        await _forward.ForwardAsync(CancellationToken.None);
        _database.Lines.Clear();

        _forward.Dispose();
        _forward = Forward();
        await _forward.ForwardAsync(CancellationToken.None);
        Assert.Empty(_database.Lines);

        _house.Restart();
        File.Delete(_house.FilePath);
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.Flush();
        await _forward.ForwardAsync(CancellationToken.None);
        Assert.NotEmpty(_database.Lines);
    }

    [Theory]
    [InlineData("a b", "a\\ b")]
    [InlineData("a,b=c", "a\\,b\\=c")]
    [InlineData("a\nb", "a?b")]
    [InlineData("a\\", "a\\\\_")]
    public void Names_should_not_become_other_lines_or_tags(string key, string expected)
    {
        var lines = new StringBuilder();
        var parameter = new RecordedParameter(1, key, Unit.None, ParameterType.Float);

        LineProtocol.Append(lines, new Series("heatpump", key, parameter, RecordedKind.Number, 1), [new Sample(7, 1.5), Sample.Gap(8)]);

        Assert.Equal($"econet,device=heatpump,parameter={expected} value=1.5 7\n", lines.ToString());
    }

    private InfluxForward Forward() => new(
        _house.Store, new InfluxOptions(new Uri("http://influx:8086/write?precision=ms"), "secret"), _house.Problems, _house.Time,
        NullLogger<InfluxForward>.Instance, _database);

    private sealed class Database : HttpMessageHandler
    {
        public List<string> Lines { get; } = [];

        public HttpStatusCode Answer { get; set; } = HttpStatusCode.NoContent;

        public bool IsAway { get; set; }

        public string? Authorization { get; private set; }

        public string? Query { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsAway)
            {
                throw new HttpRequestException("Connection refused");
            }

            (Authorization, Query) = (request.Headers.Authorization?.ToString(), request.RequestUri!.Query.TrimStart('?'));
            await using var body = new GZipStream(await request.Content!.ReadAsStreamAsync(cancellationToken), CompressionMode.Decompress);
            using var reader = new StreamReader(body);
            Lines.AddRange((await reader.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            return new HttpResponseMessage(Answer);
        }
    }
}
