using System.Net;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class WriteManyTests
{
    private const string Path = "/api/parameters";

    [Fact]
    public async Task Writes_should_all_be_made_and_told_by_the_keys_of_the_request()
    {
        var device = new FakeDevice("heatpump");
        await using var gateway = await TestGateway.StartAsync(device);

        var (response, body) = await gateway.PostAsync(Path, """{"HDWTSetPoint":47,"@9":true,"a/b":"x"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["HDWTSetPoint", "@9", "a/b"], device.Keys);
        Assert.Equal([47L, true, "x"], device.Written);
        Assert.True(body.GetProperty("success").GetBoolean());
        Assert.Equal(["HDWTSetPoint", "@9", "a/b"], body.GetProperty("results").Names());
        Assert.Equal(
            """{"success":true,"status":200,"parameter":"HDWTSetPoint","index":103,"old_value":45,"new_value":47}""",
            body.GetProperty("results").GetProperty("HDWTSetPoint").GetRawText());
    }

    [Fact]
    public async Task Writes_should_be_under_way_at_once()
    {
        var device = new FakeDevice("heatpump") { Mute = true };
        await using var gateway = await TestGateway.StartAsync(device);
        using var given = new CancellationTokenSource();

        var request = gateway.Client.PostAsync(
            new Uri(Path, UriKind.Relative), new StringContent("""{"A":1,"B":2}""", null, "application/json"), given.Token);
        await device.Asked.Task;
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Equal(["A", "B"], device.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Writes_should_be_told_each_with_its_status_when_some_failed(bool thrown)
    {
        var device = new FakeDevice("heatpump");
        var success = device.OnWrite;
        device.OnWrite = (key, value) => key switch
        {
            "A" => success(key, value),
            "Spent" => new WriteResult(key, 5, default, default, FakeDevice.At, EconetError.BudgetSpent, "Spent") { RetryAt = FakeDevice.At },
            _ when thrown => throw new EconetException(EconetError.Ambiguous, "Which?", ["B@1", "B@2"]),
            _ => new WriteResult(key, null, default, default, FakeDevice.At, EconetError.Ambiguous, "Which?", ["B@1", "B@2"]),
        };
        await using var gateway = await TestGateway.StartAsync(device);

        var (response, body) = await gateway.PostAsync(Path, """{"B":1,"A":2,"Spent":3}""");

        Assert.Equal(HttpStatusCode.MultiStatus, response.StatusCode);
        Assert.False(body.GetProperty("success").GetBoolean());
        var results = body.GetProperty("results");
        Assert.Equal(200, results.GetProperty("A").GetProperty("status").GetInt32());
        Assert.Equal(
            """
            {"success":false,"status":409,"parameter":"B","index":null,"old_value":null,"new_value":null,"error":"Which?","code":"ambiguous","candidates":["B@1","B@2"]}
            """,
            results.GetProperty("B").GetRawText());
        Assert.Equal(
            """
            {"success":false,"status":429,"parameter":"Spent","index":5,"old_value":null,"new_value":null,"error":"Spent","code":"budget_spent","retry_at":"2026-01-22T20:55:07.120Z"}
            """,
            results.GetProperty("Spent").GetRawText());
    }

    [Fact]
    public async Task Writes_should_be_answered_with_their_jobs_when_they_need_not_be_waited_for()
    {
        var device = new FakeDevice("heatpump") { OnWrite = (key, _) => Accepted(key) };
        await using var gateway = await TestGateway.StartAsync(device);

        var (response, body) = await gateway.PostAsync(Path, """{"A":47,"B":47}""", "respond-async");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(["respond-async"], response.Headers.GetValues("Preference-Applied"));
        Assert.All(device.Asks, ask => Assert.True(ask.AnswerWhenAccepted));
        Assert.All(body.GetProperty("results").EnumerateObject().Select(r => r.Value), result =>
        {
            Assert.Equal((202, JsonValueKind.Null), (result.GetProperty("status").GetInt32(), result.GetProperty("new_value").ValueKind));
            Assert.Equal("queued", result.GetProperty("job").GetProperty("status").GetString());
        });

        device.OnWrite = (key, _) => key == "A"
            ? Accepted(key)
            : new WriteResult(key, null, default, default, FakeDevice.At, EconetError.NotFound, "None");
        (response, body) = await gateway.PostAsync(Path, """{"A":47,"B":47}""", "respond-async");
        Assert.Equal(HttpStatusCode.MultiStatus, response.StatusCode);
        Assert.Equal(
            [202, 404], body.GetProperty("results").EnumerateObject().Select(r => r.Value.GetProperty("status").GetInt32()));
    }

    [Theory]
    [InlineData("", "no body")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("47", "must be a JSON object")]
    [InlineData("{}", "names no parameter")]
    [InlineData("""{"A":1,"":2}""", "name of a parameter is empty")]
    [InlineData("""{"A":1,"A":2}""", "'A' is given twice")]
    [InlineData("""{"A":1,"B":null}""", "The value of 'B' is null")]
    [InlineData("""{"A":1,"B":[1]}""", "The value of 'B' must be")]
    [InlineData("""{"A":{"value":1}}""", "The value of 'A' must be")]
    [InlineData("""{"A":1e999}""", "The value of 'A' is too large")]
    [InlineData("""{"A":1} x""", "not valid JSON")]
    public async Task Writes_should_all_be_refused_when_the_body_is_wrong(string body, string reason)
    {
        var device = new FakeDevice("heatpump");
        await using var gateway = await TestGateway.StartAsync(device);

        Assert.Contains(reason, Expect.Problem(await gateway.PostAsync(Path, body), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty(device.Written);
    }

    [Fact]
    public async Task Writes_should_be_refused_when_they_are_too_many()
    {
        var device = new FakeDevice("heatpump");
        await using var gateway = await TestGateway.StartAsync(device);

        var error = Expect.Problem(await gateway.PostAsync(Path, Body(101)), HttpStatusCode.BadRequest);

        Assert.Equal("The body names 101 parameters; it takes 100 at most", error);
        Assert.Empty(device.Written);
        Assert.Equal(HttpStatusCode.OK, (await gateway.PostAsync(Path, Body(100))).Response.StatusCode);
        Expect.Problem(
            await gateway.PostAsync(Path, """{"A":1}""".PadRight(65_537)), HttpStatusCode.RequestEntityTooLarge);

        static string Body(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i}\":1"))}}}";
    }

    private static WriteResult Accepted(string key) =>
        new(key, 103, Value.Of(ParameterType.UInt8, 45), Value.Of(ParameterType.UInt8, 47), FakeDevice.At)
        {
            Job = FakeDevice.Job(7, WriteStatus.Queued, key),
        };
}
