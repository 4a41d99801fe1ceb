using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class MqttRunsTests
{
    /// <summary>Whoever asked right after the start was told that there is no broker.</summary>
    [Fact]
    public async Task Start_should_know_the_broker_before_it_is_over()
    {
        var by = 0;
        using var runs = new MqttRuns(() =>
        {
            by = Environment.CurrentManagedThreadId;
            return null;
        });
        var starter = Environment.CurrentManagedThreadId;

        var start = runs.StartAsync(CancellationToken.None);

        Assert.Equal(starter, by);
        await start;
        await runs.StopAsync(CancellationToken.None);
    }
}
