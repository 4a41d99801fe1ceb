using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Econet.Actors.Devices;
using Econet.Gateway.Tests.Support;
using Econet.Gm3;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class WriteEndpointsTests
{
    private const string Path = "/api/parameters/HDWTSetPoint";

    [Fact]
    public async Task Write_should_answer_old_and_new_value_when_the_device_took_it()
    {
        var device = new FakeDevice("heatpump");
        await using var gateway = await TestGateway.StartAsync(device);

        var (response, body) = await gateway.PostAsync(Path, """{"value": 47.0}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"success":true,"parameter":"HDWTSetPoint","index":103,"old_value":45,"new_value":47,"timestamp":"2026-01-22T20:55:07.120Z"}""",
            body.GetRawText());
        Assert.Equal([47.0m], device.Written);
    }

    [Theory]
    [InlineData(EconetError.BadValue, HttpStatusCode.BadRequest)]
    [InlineData(EconetError.NotFound, HttpStatusCode.NotFound)]
    [InlineData(EconetError.Ambiguous, HttpStatusCode.Conflict)]
    [InlineData(EconetError.Mismatch, HttpStatusCode.Conflict)]
    [InlineData(EconetError.Refused, HttpStatusCode.Conflict)]
    [InlineData(EconetError.Superseded, HttpStatusCode.Conflict)]
    [InlineData(EconetError.Unavailable, HttpStatusCode.ServiceUnavailable)]
    [InlineData(EconetError.TimedOut, HttpStatusCode.GatewayTimeout)]
    public async Task Write_should_be_a_problem_when_it_failed(EconetError error, HttpStatusCode status)
    {
        var device = new FakeDevice("heatpump")
        {
            OnWrite = (key, _) => new WriteResult(key, null, default, default, FakeDevice.At, error, "It's so"),
        };
        await using var gateway = await TestGateway.StartAsync(device);

        var answer = await gateway.PostAsync(Path, """{"value":1}""");

        Assert.Equal("It's so", Expect.Problem(answer, status));
        Assert.Equal(error == EconetError.Unavailable, answer.Response.Headers.RetryAfter is not null);
        Assert.False(answer.Body.TryGetProperty("candidates", out _));

        device.Fault = new EconetException(error, "It's so");
        Assert.Equal("It's so", Expect.Problem(await gateway.PostAsync(Path, """{"value":1}"""), status));
    }

    [Fact]
    public async Task Write_should_name_the_candidates_when_the_key_is_ambiguous()
    {
        var device = new FakeDevice("heatpump")
        {
            OnWrite = (key, _) => new WriteResult(
                key, null, Value.Of(1f), default, FakeDevice.At, EconetError.Ambiguous, "Ambiguous", ["A@1", "A@2"]),
        };
        await using var gateway = await TestGateway.StartAsync(device);

        var (_, body) = await gateway.PostAsync(Path, """{"value":1}""");

        Assert.Equal("""["A@1","A@2"]""", body.GetProperty("candidates").GetRawText());
    }

    [Fact]
    public async Task Write_should_be_refused_when_there_is_no_body()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        Assert.Contains("no body", Expect.Problem(await gateway.PostAsync(Path, (HttpContent?)null), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("no body", Expect.Problem(await gateway.PostAsync(Path, ""), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_should_tell_the_parsers_reason_when_the_body_is_wrong()
    {
        var device = new FakeDevice("heatpump");
        await using var gateway = await TestGateway.StartAsync(device);

        var error = Expect.Problem(await gateway.PostAsync(Path, """{"value":1,"force":true}"""), HttpStatusCode.BadRequest);

        Assert.Equal("Unknown field 'force'; the body takes {\"value\": …}", error);
        Assert.Empty(device.Written);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Write_should_be_refused_when_the_body_is_not_called_json(string? type)
    {
        var device = new FakeDevice("heatpump");
        await using var gateway = await TestGateway.StartAsync(device);

        var error = Expect.Problem(await gateway.PostAsync(Path, Content(type)), HttpStatusCode.UnsupportedMediaType);

        Assert.Contains("application/json", error, StringComparison.Ordinal);
        Assert.Empty(device.Written);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("application/merge-patch+json")]
    public async Task Write_should_be_taken_when_the_body_is_called_json(string type)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        Assert.Equal(HttpStatusCode.OK, (await gateway.PostAsync(Path, Content(type))).Response.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_should_be_refused_unread_when_the_body_is_too_large(bool lengthKnown)
    {
        var device = new FakeDevice("heatpump");
        await using var gateway = await TestGateway.StartAsync(device);
        using var body = new CountingStream(10_000_000);
        using var content = new StreamContent(body, 4096);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentLength = lengthKnown ? body.Total : null;

        Expect.Problem(await gateway.PostAsync(Path, content), HttpStatusCode.RequestEntityTooLarge);

        Assert.InRange(body.Given, 0, 1_000_000);
        Assert.Empty(device.Written);
    }

    [Fact]
    public async Task Write_should_be_taken_when_the_body_is_as_large_as_it_may_be()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));
        var json = """{"value":1}""";

        Assert.Equal(HttpStatusCode.OK, (await gateway.PostAsync(Path, json.PadRight(65536))).Response.StatusCode);
        Expect.Problem(await gateway.PostAsync(Path, json.PadRight(65537)), HttpStatusCode.RequestEntityTooLarge);
    }

    private static ByteArrayContent Content(string? type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"value":1}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    /// <summary>Spaces, as many as are taken.</summary>
    private sealed class CountingStream(long total) : MemoryStream
    {
        public long Total => total;

        public long Given { get; private set; }

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, total - Given);
            buffer.Span[..count].Fill((byte)' ');
            Given += count;
            return ValueTask.FromResult(count);
        }
    }
}
