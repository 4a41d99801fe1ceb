using System.Net;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class WriteJobEndpointsTests
{
    private const string Verified =
        """
        {"id":3,"parameter":"HDWTSetPoint","index":103,"value":47,"old_value":45,"status":"verified","origin":"10.0.0.7","created_at":"2026-01-22T20:55:07.120Z","sent_at":"2026-01-22T20:55:08.120Z","ended_at":"2026-01-22T20:55:09.120Z","message":null,"durable":true,"request_id":"request-3","code":null,"retry_at":null}
        """;

    [Fact]
    public async Task Writes_should_be_told_newest_first_and_one_by_its_id()
    {
        await using var gateway = await TestGateway.StartAsync(Device());

        foreach (var root in new[] { "/api", "/api/devices/heatpump" })
        {
            var writes = (await gateway.GetAsync(root + "/writes")).Body.GetProperty("writes");
            Assert.Equal([5, 4, 3], writes.EnumerateArray().Select(w => w.GetProperty("id").GetInt64()));
            Assert.Equal(Verified, writes[2].GetRawText());
            Assert.Equal(Verified, (await gateway.GetAsync(root + "/writes/3")).Body.GetRawText());
        }
    }

    [Fact]
    public async Task Write_should_tell_programs_why_it_ended_and_when_to_try_again()
    {
        var spent = FakeDevice.Job(3, WriteStatus.Expired) with { Error = EconetError.BudgetSpent, RetryAt = FakeDevice.At.AddHours(1) };
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump") { Jobs = [spent] });

        var job = (await gateway.GetAsync("/api/writes/3")).Body;

        Assert.Equal("budget_spent", job.GetProperty("code").GetString());
        Assert.Equal(FakeDevice.At.AddHours(1), job.GetProperty("retry_at").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("x")]
    [InlineData("-3")]
    [InlineData("99999999999999999999")]
    public async Task Write_should_be_a_problem_when_there_is_none_with_the_id(string id)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump") { Jobs = [FakeDevice.Job(3)] });

        Assert.Equal($"Write '{id}' not found", Expect.Problem(await gateway.GetAsync($"/api/writes/{id}"), HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("?limit=2", "5,4")]
    [InlineData("?limit=1000", "5,4,3")]
    [InlineData("?status=verified", "3")]
    [InlineData("?status=QUEUED", "5")]
    [InlineData("?status=superseded", "4")]
    [InlineData("?status=expired", "")]
    [InlineData("?status=verified&limit=1", "3")]
    public async Task Writes_should_be_those_that_were_asked_for(string query, string expected)
    {
        await using var gateway = await TestGateway.StartAsync(Device());

        var writes = (await gateway.GetAsync("/api/writes" + query)).Body.GetProperty("writes");

        Assert.Equal(expected, string.Join(',', writes.EnumerateArray().Select(w => w.GetProperty("id").GetInt64())));
    }

    [Fact]
    public async Task Writes_should_be_a_hundred_when_nothing_else_is_asked_for()
    {
        await using var gateway = await TestGateway.StartAsync(
            new FakeDevice("heatpump") { Jobs = [.. Enumerable.Range(0, 101).Select(i => FakeDevice.Job(i))] });

        Assert.Equal(100, (await gateway.GetAsync("/api/writes")).Body.GetProperty("writes").GetArrayLength());
    }

    [Theory]
    [InlineData("limit", "0")]
    [InlineData("limit", "1001")]
    [InlineData("limit", "many")]
    [InlineData("limit", "")]
    [InlineData("status", "done")]
    [InlineData("status", "3")]
    public async Task Writes_should_be_refused_when_the_query_is_wrong(string name, string value)
    {
        await using var gateway = await TestGateway.StartAsync(Device());

        var error = Expect.Problem(await gateway.GetAsync($"/api/writes?{name}={value}"), HttpStatusCode.BadRequest);

        Assert.StartsWith($"'{value}' is not allowed for '{name}'; it takes ", error, StringComparison.Ordinal);
    }

    private static FakeDevice Device() => new("heatpump")
    {
        Jobs = [FakeDevice.Job(5, WriteStatus.Queued), FakeDevice.Job(4, WriteStatus.Superseded), FakeDevice.Job(3)],
    };
}
