using System.Net;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Metrics;

public sealed class MetricsTests
{
    private readonly FakeDevice _device = new(
        "heatpump", Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), unit: "°C", writable: true), Parameter(7, "NobodyKnows", Value.Of(1f)));

    [Fact]
    public async Task Values_should_be_told_in_base_units_while_they_are_good()
    {
        await using var gateway = await TestGateway.StartAsync(_device);
        Assert.Equal("45", await UntilAsync(gateway, "econet_value_celsius", "HDWTSetPoint"));
        Assert.DoesNotContain("NobodyKnows", await ScrapeAsync(gateway), StringComparison.Ordinal);

        _device.Change(103, Value.Of(ParameterType.UInt8, 47));
        await UntilAsync(gateway, "econet_value_celsius", "HDWTSetPoint", value => value == "47");
        _device.Change(103, Value.Of(ParameterType.UInt8, 47), Quality.Stale);
        await UntilAsync(gateway, "econet_value_celsius", "HDWTSetPoint", value => value is null);
    }

    [Fact]
    public async Task Health_problems_and_writes_should_be_told()
    {
        await using var gateway = await TestGateway.StartAsync(_device);
        await UntilAsync(gateway, "econet_device_up", "heatpump", value => value == "1");

        _device.Publish(new HealthChanged("heatpump", false, [new Problem("line_silent", "Nothing is heard", At)]));
        _device.Publish(new WriteChanged("heatpump", Job(1)));
        _device.Publish(new WriteChanged("heatpump", Job(2, WriteStatus.Sent)));

        await UntilAsync(gateway, "econet_device_up", "heatpump", value => value == "0");
        Assert.Equal("1", await UntilAsync(gateway, "econet_problems", "line_silent"));
        await UntilAsync(gateway, "econet_writes_total", "verified", value => value == "1");
        Assert.DoesNotContain("result=\"sent\"", await ScrapeAsync(gateway), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_that_is_removed_should_be_told_of_no_more()
    {
        await using var gateway = await TestGateway.StartAsync(_device);
        await UntilAsync(gateway, "econet_device_up", "heatpump", value => value == "1");

        gateway.Econet.Remove("heatpump");

        await UntilAsync(gateway, "econet_device_up", "heatpump", value => value is null);
    }

    private static async Task<string> ScrapeAsync(TestGateway gateway)
    {
        using var answer = await gateway.Client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>The events are followed by a task of their own.</summary>
    private static async Task<string?> UntilAsync(TestGateway gateway, string metric, string label, Func<string?, bool>? condition = null)
    {
        for (var tries = 0; ; tries++)
        {
            var line = (await ScrapeAsync(gateway)).Split('\n').FirstOrDefault(
                line => line.StartsWith(metric + "{", StringComparison.Ordinal) && line.Contains($"\"{label}\"", StringComparison.Ordinal));
            var value = line?[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0];
            if (condition?.Invoke(value) ?? value is not null)
            {
                return value;
            }

            Assert.True(tries < 500, $"{metric} of {label} is {value ?? "not there"}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
