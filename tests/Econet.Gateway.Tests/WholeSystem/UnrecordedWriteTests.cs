using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Econet.Actors.Gm3;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Writes over REST while they can't be recorded: something is in the way of the state directory.</summary>
public sealed class UnrecordedWriteTests(UnrecordedWriteTests.House house, UnrecordedWriteTests.WillingHouse willing)
    : IClassFixture<UnrecordedWriteTests.House>, IClassFixture<UnrecordedWriteTests.WillingHouse>
{
    [Fact]
    public async Task Write_should_be_507_and_not_be_made_when_it_is_to_be_accepted()
    {
        var before = house.Bus.Writes.Count;

        var (status, _, body) = await AcceptAsync(house, "HDWTSetPoint", 48);

        Assert.Equal(HttpStatusCode.InsufficientStorage, status);
        var error = body.GetProperty("error").GetString()!;
        Assert.StartsWith("The write would not survive a restart, and was not made: State directory ", error, StringComparison.Ordinal);
        Assert.Contains("can't be created", error, StringComparison.Ordinal);
        var job = (await house.Client.AskAsync("/api/writes")).Body.GetProperty("writes")[0];
        Assert.Equal(("expired", error), (job.GetProperty("status").GetString(), job.GetProperty("message").GetString()));
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Assert.Equal(before, house.Bus.Writes.Count);
    }

    [Fact]
    public async Task Write_should_say_that_it_is_not_recorded_when_it_is_waited_for()
    {
        var (status, body) = await house.Client.WriteAsync("Circuit1ComfortTemp", 22.5);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False(body.GetProperty("durable").GetBoolean());
        Assert.Equal(22.5, house.Bus.Truth("Circuit1ComfortTemp").ToDouble());
    }

    [Fact]
    public async Task Write_should_be_accepted_without_a_record_and_say_so_where_that_is_wanted()
    {
        var (status, location, body) = await AcceptAsync(willing, "HDWTSetPoint", 48);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.False(body.GetProperty("durable").GetBoolean());
        var job = await willing.Client.UntilAsync($"{location}", (_, job) => job.GetProperty("status").GetString() == "verified");
        Assert.False(job.GetProperty("durable").GetBoolean());
        Assert.Equal(48, willing.Bus.Truth("HDWTSetPoint").ToInteger());
    }

    [Fact]
    public async Task Health_should_tell_the_problem_while_writes_are_not_recorded()
    {
        var (_, body) = await house.Client.AskAsync("/health");

        Assert.Contains(body.GetProperty("devices")[0].GetProperty("problem").EnumerateArray(), problem => problem.GetProperty("code").GetString() == "store_in_memory");
    }

    private static async Task<(HttpStatusCode Status, Uri? Location, JsonElement Body)> AcceptAsync(SimulatedHouse house, string key, object value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/parameters/{key}", UriKind.Relative))
        {
            Content = JsonContent.Create(new { value }), Headers = { { "Prefer", "respond-async" } },
        };
        using var response = await house.Client.SendAsync(request);
        return (response.StatusCode, response.Headers.Location, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public class House : SimulatedHouse
    {
        protected override string StateDirectory
        {
            get
            {
                File.WriteAllText(base.StateDirectory + "/state", "a file where the directory should be");
                return base.StateDirectory + "/state";
            }
        }
    }

    public sealed class WillingHouse : House
    {
        protected override GatewayOptions Options => TestGateway.Options with
        {
            DemoGm3 = new Gm3Options { AcceptWritesWithoutDisk = true },
        };
    }
}
