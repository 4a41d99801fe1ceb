using System.Net.Http.Json;
using System.Text.Json;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>The simulated heat pump as people read it.</summary>
public sealed class ReadableHouseTests(SimulatedHouse house) : IClassFixture<SimulatedHouse>
{
    [Fact]
    public async Task House_should_have_titles_for_hundreds_of_parameters_and_units_for_all_that_have_a_quantity()
    {
        var answer = await house.Client.GetFromJsonAsync<JsonElement>(new Uri("/api/parameters?view=readable&stale=allow", UriKind.Relative));

        var parameters = answer.GetProperty("parameters").EnumerateObject().Select(p => p.Value).ToList();
        Assert.Equal(1870, parameters.Count);
        Assert.InRange(parameters.Count(p => p.GetProperty("title").ValueKind == JsonValueKind.String), 600, 1870);
        Assert.All(parameters.Where(p => p.TryGetProperty("quantity", out _)), p => Assert.NotEmpty(p.GetProperty("unit").GetString()!));
        Assert.InRange(parameters.Count(p => p.TryGetProperty("quantity", out _)), 250, 1870);
    }

    [Fact]
    public async Task Bit_should_be_written_by_its_name()
    {
        var before = house.Bus.Truth("Circuit3Settings").ToInteger();

        var taken = await house.Client.PostAsJsonAsync(
            new Uri("/api/parameters/Circuit3Settings", UriKind.Relative), new { bits = new Dictionary<string, bool> { ["Pump blocked"] = true } });

        Assert.Equal(200, (int)taken.StatusCode);
        Assert.Equal(before | (1 << 10), house.Bus.Truth("Circuit3Settings").ToInteger());
    }

    [Fact]
    public async Task Value_should_be_refused_that_an_enumeration_does_not_have_and_be_taken_by_its_name()
    {
        var refused = await house.Client.PostAsJsonAsync(new Uri("/api/parameters/HDWusermode", UriKind.Relative), new { value = 200 });
        var answer = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            (400, "Value must be one of 0 (Off), 1 (On), 2 (Schedule)"), ((int)refused.StatusCode, answer.GetProperty("error").GetString()));

        var taken = await house.Client.PostAsJsonAsync(new Uri("/api/parameters/HDWusermode", UriKind.Relative), new { value = "on" });
        Assert.Equal(1, (await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("new_value").GetInt32());
        Assert.Equal(1, house.Bus.Truth("HDWusermode").ToInteger());
    }
}
