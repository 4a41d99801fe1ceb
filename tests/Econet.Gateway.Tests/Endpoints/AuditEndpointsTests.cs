using System.Net;
using Econet.Actors.Messages;
using Econet.Gateway.Audit;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class AuditEndpointsTests
{
    private readonly AwaitedTime _time = new();
    private readonly FakeDevice _device = new("heatpump");

    public AuditEndpointsTests() => _time.SetUtcNow(At.AddMinutes(1));

    [Fact]
    public async Task Write_should_be_told_once_however_often_the_device_tells_of_it()
    {
        _device.Jobs = [Job(7)];
        await using var gateway = await TestGateway.StartAsync(TestGateway.Options, _time, _device);
        await UntilAsync(gateway, "write", 1);

        _device.Publish(new WriteChanged("heatpump", Job(7)));
        _device.Publish(new WriteChanged("heatpump", Job(8, WriteStatus.Sent)));
        _device.Publish(new WriteChanged("heatpump", Job(8, WriteStatus.Refused)));

        var entries = await UntilAsync(gateway, "write", 2);
        Assert.Equal(
            [("heatpump", "HDWTSetPoint", "47", "45", "refused", "10.0.0.7", "request-8", 8), ("heatpump", "HDWTSetPoint", "47", "45", "verified", "10.0.0.7", "request-7", 7)],
            entries.Select(entry => (entry.Device!, entry.Subject!, entry.Value!, entry.OldValue!, entry.Outcome!, entry.Who!, entry.RequestId!, (int)entry.Id!.Value)));
    }

    [Fact]
    public async Task Request_that_changes_something_should_be_told_and_one_that_reads_should_not()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.Options, _time, _device);

        await gateway.GetAsync("/api/parameters");
        await gateway.PostAsync("/api/logs/levels", "{\"bus\": \"WARNING\"}");
        // It was there before the answer was.
        var entry = Assert.Single(EntriesOf(gateway), entry => entry.What == "request");
        await gateway.PostAsync("/api/logs/levels", "nonsense");

        Assert.Equal(("POST /api/logs/levels", "200"), (entry.Subject, entry.Outcome));
        Assert.Matches("^[0-9a-f]{32}$", entry.RequestId);
        Assert.Equal([entry], await UntilAsync(gateway, "request", 1));
    }

    [Fact]
    public async Task What_has_an_entry_of_its_own_should_have_no_other()
    {
        using var keys = new TestKeys();
        await using var gateway = await TestGateway.StartAsync(TestGateway.Options with { StateDirectory = keys.Directory }, _time, _device);

        await gateway.PostAsync("/api/parameters/HDWTSetPoint", "{\"value\": 47}");
        await gateway.PostAsync("/api/parameters", "{\"HDWTSetPoint\": 47}");
        await gateway.PostAsync("/api/keys", "{\"name\": \"kitchen\", \"scope\": \"admin\"}");

        var key = Assert.Single(EntriesOf(gateway), entry => entry.What == "key");
        Assert.Equal(("kitchen", "added with the scope admin"), (key.Subject, key.Outcome));
        Assert.DoesNotContain(EntriesOf(gateway), entry => entry.What == "request");
    }

    [Fact]
    public async Task Entries_should_be_filtered_and_exported()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.Options, _time, _device);
        var trail = gateway.App.Services.GetRequiredService<AuditTrail>();
        trail.Add(new AuditEntry(At, AuditKinds.Key, "=cmd()", Subject: "a,\"b\"", Value: "-3"));
        await UntilAsync(gateway, "key", 1);

        var csv = await gateway.Client.GetStringAsync(new Uri("/api/audit?what=key&format=csv", UriKind.Relative));
        Assert.Equal(
            "at,what,who,from,device,subject,value,old_value,outcome,message,id,request_id\r\n"
            + "2026-01-22T20:55:07.1200000Z,key,'=cmd(),,,\"a,\"\"b\"\"\",-3,,,,,\r\n",
            csv);
        Assert.Empty((await gateway.GetAsync("/api/audit?what=key&from=2026-01-23")).Body.GetProperty("entries").EnumerateArray());
        Expect.Problem(await gateway.GetAsync("/api/audit?what=nothing"), HttpStatusCode.BadRequest);
    }

    private static async Task<IReadOnlyList<AuditEntry>> UntilAsync(TestGateway gateway, string what, int count)
    {
        // The entries are written by a task of their own.
        for (var tries = 0; ; tries++)
        {
            var entries = EntriesOf(gateway).Where(entry => entry.What == what).ToList();
            if (entries.Count >= count || tries == 2000)
            {
                Assert.Equal(count, entries.Count);
                return entries;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private static IEnumerable<AuditEntry> EntriesOf(TestGateway gateway) =>
        gateway.App.Services.GetRequiredService<AuditTrail>().Read(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
}
