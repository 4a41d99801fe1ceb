using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Econet.Values;

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
    [InlineData(EconetError.BadRequest, HttpStatusCode.BadRequest, "bad_request")]
    [InlineData(EconetError.BadValue, HttpStatusCode.BadRequest, "bad_value")]
    [InlineData(EconetError.OutOfRange, HttpStatusCode.BadRequest, "out_of_range")]
    [InlineData(EconetError.WrongType, HttpStatusCode.BadRequest, "wrong_type")]
    [InlineData(EconetError.ReadOnly, HttpStatusCode.BadRequest, "read_only")]
    [InlineData(EconetError.NotFound, HttpStatusCode.NotFound, "not_found")]
    [InlineData(EconetError.Ambiguous, HttpStatusCode.Conflict, "ambiguous")]
    [InlineData(EconetError.Mismatch, HttpStatusCode.Conflict, "mismatch")]
    [InlineData(EconetError.Refused, HttpStatusCode.Conflict, "refused")]
    [InlineData(EconetError.Superseded, HttpStatusCode.Conflict, "superseded")]
    [InlineData(EconetError.Overridden, HttpStatusCode.Conflict, "overridden")]
    [InlineData(EconetError.Withdrawn, HttpStatusCode.Conflict, "withdrawn")]
    [InlineData(EconetError.BudgetSpent, HttpStatusCode.TooManyRequests, "budget_spent")]
    [InlineData(EconetError.BudgetClosed, HttpStatusCode.TooManyRequests, "budget_closed")]
    [InlineData(EconetError.Unavailable, HttpStatusCode.ServiceUnavailable, "unavailable")]
    [InlineData(EconetError.TimedOut, HttpStatusCode.GatewayTimeout, "timed_out")]
    [InlineData(EconetError.NotDurable, HttpStatusCode.InsufficientStorage, "not_durable")]
    public async Task Write_should_be_a_problem_with_a_code_when_it_failed(EconetError error, HttpStatusCode status, string code)
    {
        var device = new FakeDevice("heatpump")
        {
            OnWrite = (key, _) => new WriteResult(key, null, default, default, FakeDevice.At, error, "It's so"),
        };
        await using var gateway = await TestGateway.StartAsync(device);

        var answer = await gateway.PostAsync(Path, """{"value":1}""");

        Assert.Equal("It's so", Expect.Problem(answer, status));
        Assert.Equal(code, answer.Body.GetProperty("code").GetString());
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

    [Theory]
    [InlineData(90.2, "91")]
    [InlineData(0.1, "1")]
    [InlineData(-5, "1")]
    public async Task Write_should_tell_when_the_next_may_be_made_when_the_budget_is_spent(double seconds, string retryAfter)
    {
        var device = new FakeDevice("heatpump")
        {
            OnWrite = (key, _) => new WriteResult(key, 103, default, default, FakeDevice.At, EconetError.BudgetSpent, "Spent")
            {
                RetryAt = FakeDevice.At.AddSeconds(seconds),
            },
        };
        await using var gateway = await TestGateway.StartAsync(TestGateway.Options, new StandingTime(), device);

        var answer = await gateway.PostAsync(Path, """{"value":47}""");

        Assert.Equal("Spent", Expect.Problem(answer, HttpStatusCode.TooManyRequests));
        Assert.Equal(retryAfter, answer.Response.Headers.RetryAfter!.ToString());
        Assert.Equal(FakeDevice.At.AddSeconds(seconds), answer.Body.GetProperty("retry_at").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("respond-async")]
    [InlineData("return=minimal, Respond-Async; wait=10")]
    public async Task Write_should_be_answered_with_its_job_when_it_need_not_be_waited_for(string prefer)
    {
        var device = new FakeDevice("heatpump") { OnWrite = (key, _) => Accepted(key) };
        await using var gateway = await TestGateway.StartAsync(device);

        foreach (var root in new[] { "/api", "/api/devices/heatpump" })
        {
            var (response, body) = await gateway.PostAsync(root + "/parameters/HDWTSetPoint", """{"value":47}""", prefer);

            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            Assert.Equal(root + "/writes/7", response.Headers.Location!.ToString());
            Assert.Equal(["respond-async"], response.Headers.GetValues("Preference-Applied"));
            Assert.Equal((7, "queued"), (body.GetProperty("id").GetInt64(), body.GetProperty("status").GetString()));
        }

        Assert.All(device.Asks, ask => Assert.True(ask.AnswerWhenAccepted));
    }

    [Theory]
    [InlineData("wait=10")]
    [InlineData("no-respond-async")]
    public async Task Write_should_be_waited_for_when_nothing_else_is_preferred(string prefer)
    {
        var device = new FakeDevice("heatpump");
        await using var gateway = await TestGateway.StartAsync(device);

        var (response, _) = await gateway.PostAsync(Path, """{"value":47}""", prefer);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Preference-Applied"));
        Assert.False(device.Asks.Single().AnswerWhenAccepted);
    }

    [Fact]
    public async Task Write_should_be_a_problem_when_it_was_not_even_accepted()
    {
        var device = new FakeDevice("heatpump")
        {
            OnWrite = (key, _) => new WriteResult(key, 103, default, default, FakeDevice.At, EconetError.BadValue, "Too hot"),
        };
        await using var gateway = await TestGateway.StartAsync(device);

        var answer = await gateway.PostAsync(Path, """{"value":99}""", "respond-async");

        Assert.Equal("Too hot", Expect.Problem(answer, HttpStatusCode.BadRequest));
        Assert.False(answer.Response.Headers.Contains("Preference-Applied"));
    }

    [Fact]
    public async Task Write_should_tell_the_device_the_address_of_its_client()
    {
        var device = new FakeDevice("heatpump");
        await using var gateway = await TestGateway.StartOnSocketAsync(device);

        await gateway.PostAsync(Path, """{"value":47}""");
        await gateway.PostAsync("/api/parameters", """{"HDWTSetPoint":47}""");

        Assert.Equal(["127.0.0.1", "127.0.0.1"], device.Asks.Select(ask => ask.Origin));
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

    private static WriteResult Accepted(string key) =>
        new(key, 103, Value.Of(ParameterType.UInt8, 45), Value.Of(ParameterType.UInt8, 47), FakeDevice.At)
        {
            Job = FakeDevice.Job(7, WriteStatus.Queued),
        };

    private static ByteArrayContent Content(string? type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"value":1}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    /// <summary>It is always the time of the fake device.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => FakeDevice.At;
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
