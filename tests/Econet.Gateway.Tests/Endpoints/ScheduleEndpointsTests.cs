using System.Globalization;
using System.Net;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class ScheduleEndpointsTests
{
    private const string Path = "/api/schedules/HDW";

    // 05:00-07:00 every day; as long as the API writes it, in one line.
    private const string Hdw =
        """
        {"name":"HDW","days":{"sunday":["05:00-07:00"],"monday":["05:00-07:00"],"tuesday":["05:00-07:00"],"wednesday":["05:00-07:00"],"thursday":["05:00-07:00"],"friday":["05:00-07:00"],"saturday":["05:00-07:00"]},"quality":"good","read_at":"2026-01-22T20:55:07.120Z"}
        """;

    [Fact]
    public async Task Schedules_should_be_told_by_name_and_all_of_the_first_and_of_a_named_device()
    {
        await using var gateway = await TestGateway.StartAsync(Device());

        foreach (var root in new[] { "/api", "/api/devices/heatpump" })
        {
            Assert.Equal($$"""{"schedules":[{{Hdw}}]}""", (await gateway.GetAsync(root + "/schedules")).Body.GetRawText());
            Assert.Equal(Hdw, (await gateway.GetAsync(root + "/schedules/HDW")).Body.GetRawText());
        }
    }

    [Fact]
    public async Task Schedule_should_be_a_problem_when_there_is_none_of_that_name()
    {
        await using var gateway = await TestGateway.StartAsync(Device());

        Assert.Equal("Schedule 'hdw' not found", Expect.Problem(await gateway.GetAsync("/api/schedules/hdw"), HttpStatusCode.NotFound));
        Expect.Problem(await gateway.PostAsync("/api/schedules/hdw", """{"days":{"monday":[]}}"""), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Schedule_should_be_unavailable_when_the_device_is_silent_unless_it_may_be_stale()
    {
        var device = Device();
        device.Snapshot = device.Snapshot with { Alive = false };
        await using var gateway = await TestGateway.StartAsync(device);

        Expect.Problem(await gateway.GetAsync("/api/schedules"), HttpStatusCode.ServiceUnavailable);
        Expect.Problem(await gateway.GetAsync(Path), HttpStatusCode.ServiceUnavailable);
        Expect.Problem(await gateway.PostAsync(Path, """{"days":{"monday":[]}}"""), HttpStatusCode.ServiceUnavailable);
        Assert.Equal(Hdw, (await gateway.GetAsync(Path + "?stale=allow")).Body.GetRawText());
        Assert.Empty(device.Written);
    }

    [Fact]
    public async Task Schedule_should_tell_null_for_a_day_that_was_never_read()
    {
        await using var gateway = await TestGateway.StartAsync(
            Device(w => w.Name == "HDWMondayPM" ? w with { Value = default, Quality = Quality.Stale, ReadAt = null } : w));

        var body = (await gateway.GetAsync(Path)).Body.GetRawText();

        Assert.Contains("\"monday\":null,\"tuesday\":[", body, StringComparison.Ordinal);
        Assert.EndsWith("\"quality\":\"stale\",\"read_at\":null}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_should_write_all_words_of_its_days_and_tell_which_the_device_had_to_be_sent()
    {
        var device = Device();
        device.OnWrite = (key, value) => Success(key, value) with
        {
            Job = new WriteJob(
                1, key, 1, default, default, "", FakeDevice.At,
                SentAt: key is "HDWTuesdayPM" or "HDWFridayAM" or "HDWFridayPM" ? FakeDevice.At : null),
        };
        await using var gateway = await TestGateway.StartAsync(device);

        var (response, body) = await gateway.PostAsync(
            Path, """{"days":{"tuesday":["19:00-22:30","05:00-07:00"],"sunday":["05:00-07:00"],"friday":["23:30-24:00","11:30-12:00"]}}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["HDWSundayAM", "HDWSundayPM", "HDWTuesdayAM", "HDWTuesdayPM", "HDWFridayAM", "HDWFridayPM"], device.Keys);
        Assert.Equal([15u << 10, 0u, 15u << 10, 127u << 14, 1u << 23, 1u << 23], device.Written);
        Assert.Equal(
            """
            {"success":true,"name":"HDW","days":{"sunday":["05:00-07:00"],"monday":["05:00-07:00"],"tuesday":["05:00-07:00","19:00-22:30"],"wednesday":["05:00-07:00"],"thursday":["05:00-07:00"],"friday":["11:30-12:00","23:30-24:00"],"saturday":["05:00-07:00"]},"written":["HDWTuesdayPM","HDWFridayAM","HDWFridayPM"],"timestamp":"2026-01-22T20:55:07.120Z"}
            """,
            body.GetRawText());
    }

    [Fact]
    public async Task Write_should_be_unavailable_when_a_word_of_its_days_is_stale()
    {
        var device = Device(w => w.Name == "HDWMondayPM" ? w with { Quality = Quality.Stale } : w);
        await using var gateway = await TestGateway.StartAsync(device);

        var error = Expect.Problem(
            await gateway.PostAsync(Path, """{"days":{"sunday":[],"monday":[]}}"""), HttpStatusCode.ServiceUnavailable);

        Assert.Contains("'HDWMondayPM'", error, StringComparison.Ordinal);
        Assert.Empty(device.Written);
        Assert.Equal(HttpStatusCode.OK, (await gateway.PostAsync(Path, """{"days":{"sunday":[]}}""")).Response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_should_tell_what_was_written_when_a_word_failed(bool thrown)
    {
        var device = Device();
        device.OnWrite = (key, value) => key != "HDWMondayAM" ? Success(key, value)
            : thrown ? throw new EconetException(EconetError.Refused, "Not now")
            : new WriteResult(key, 122, default, default, FakeDevice.At, EconetError.Refused, "Not now");
        await using var gateway = await TestGateway.StartAsync(device);

        var answer = await gateway.PostAsync(Path, """{"days":{"sunday":[],"monday":[],"tuesday":[]}}""");

        Assert.Equal("The write of 'HDWMondayAM' failed: Not now", Expect.Problem(answer, HttpStatusCode.Conflict));
        Assert.Equal("""["HDWSundayAM","HDWSundayPM","HDWMondayPM","HDWTuesdayAM","HDWTuesdayPM"]""", answer.Body.GetProperty("written").GetRawText());
        Assert.Equal("""{"HDWMondayAM":"Not now"}""", answer.Body.GetProperty("failed").GetRawText());
    }

    [Fact]
    public async Task Write_should_tell_when_the_next_may_be_made_when_a_words_budget_is_spent()
    {
        var device = Device();
        device.OnWrite = (key, _) => new WriteResult(key, 120, default, default, FakeDevice.At, EconetError.BudgetSpent, "Spent")
        {
            RetryAt = FakeDevice.At.AddMinutes(key == "HDWMondayAM" ? 9 : 5),
        };
        await using var gateway = await TestGateway.StartAsync(device);

        var answer = await gateway.PostAsync(Path, """{"days":{"sunday":[],"monday":[],"tuesday":[]}}""");

        Expect.Problem(answer, HttpStatusCode.TooManyRequests);
        Assert.Equal(FakeDevice.At.AddMinutes(9), answer.Body.GetProperty("retry_at").GetDateTimeOffset());
        Assert.NotNull(answer.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Write_should_tell_the_device_the_address_of_its_client()
    {
        var device = Device();
        await using var gateway = await TestGateway.StartOnSocketAsync(device);

        await gateway.PostAsync(Path, """{"days":{"sunday":[]}}""");

        Assert.All(device.Asks, ask => Assert.Equal("127.0.0.1", ask.Origin));
    }

    [Theory]
    [InlineData("", "no body")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{}", "'days' is missing")]
    [InlineData("""{"days":{}}""", "names no day")]
    [InlineData("""{"days":[]}""", "must be an object")]
    [InlineData("""{"days":null}""", "must be an object")]
    [InlineData("""{"days":{"monday":[]},"days":{"monday":[]}}""", "'days' is given twice")]
    [InlineData("""{"days":{"monday":[]},"name":"HDW"}""", "Unknown field 'name'")]
    [InlineData("""{"days":{"Monday":[]}}""", "Unknown day 'Monday'")]
    [InlineData("""{"days":{"monday":[],"monday":[]}}""", "'monday' is given twice")]
    [InlineData("""{"days":{"monday":null}}""", "monday: must be a list")]
    [InlineData("""{"days":{"monday":"06:00-08:00"}}""", "monday: must be a list")]
    [InlineData("""{"days":{"monday":["06:00-08:00",7]}}""", "monday: must be a list")]
    [InlineData("""{"days":{"monday":[["06:00-08:00"]]}}""", "monday: must be a list")]
    [InlineData("""{"days":{"sunday":[],"monday":["06:10-08:00"]}}""", "monday: '06:10-08:00' is not a range on half hours")]
    [InlineData("""{"days":{"monday":["06:00-08:00","07:30-09:00"]}}""", "monday: '07:30-09:00' overlaps")]
    [InlineData("""{"days":{"monday":["22:00-06:00"]}}""", "monday: '22:00-06:00' must end after it starts")]
    [InlineData("""{"days":{"monday":["06:00-08:00" """, "not valid JSON")]
    [InlineData("""{"days":{"monday":[]}} x""", "not valid JSON")]
    public async Task Write_should_be_refused_with_the_reason_when_the_body_is_wrong(string body, string reason)
    {
        var device = Device();
        await using var gateway = await TestGateway.StartAsync(device);

        var error = Expect.Problem(await gateway.PostAsync(Path, body), HttpStatusCode.BadRequest);

        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Empty(device.Written);
    }

    private static FakeDevice Device(Func<ParameterValue, ParameterValue>? adjust = null)
    {
        var words = Enum.GetNames<DayOfWeek>().SelectMany(
            day => new[] { (Name: $"HDW{day}AM", Word: 15360), (Name: $"HDW{day}PM", Word: 0) });
        return new FakeDevice("heatpump", [.. words
            .Select((w, i) => FakeDevice.Parameter(120 + i, w.Name, Value.Of(ParameterType.UInt32, w.Word), writable: true))
            .Append(FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45)))
            .Select(adjust ?? (w => w))]) { OnWrite = Success };
    }

    private static WriteResult Success(string key, object? value) => new(
        key, 120, default, Value.Of(ParameterType.UInt32, Convert.ToUInt32(value, CultureInfo.InvariantCulture)), FakeDevice.At);
}
