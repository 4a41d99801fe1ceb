namespace Econet.Cluster.Tests.Support;

/// <summary>Real processes, a real database, and the simulated heat pump as the judge.</summary>
[Collection(ClusterOfThree.Name)]
public abstract class ClusterTest(ClusterOfThree cluster) : IAsyncLifetime
{
    protected ClusterOfThree Cluster => cluster;

    public Task InitializeAsync() => PostgresServer.Programs is null ? Task.CompletedTask : cluster.WholeAsync();

    public Task DisposeAsync()
    {
        if (PostgresServer.Programs is not null)
        {
            // A second speaker would speak without the token. A collision alone is a machine that was late with an answer.
            Assert.True(cluster.HeatPump.Simulator.Etiquette.WithoutToken == 0, string.Join("; ", cluster.HeatPump.Simulator.Etiquette.Breaches));
            Assert.Empty(cluster.HeatPump.Simulator.Failures);
        }

        return Task.CompletedTask;
    }
}
