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
            // A second speaker would speak without the token. A late answer, or a collision alone, tells of a busy machine.
            var seen = cluster.HeatPump.Simulator.Etiquette;
            Assert.True(seen.WithoutToken == seen.TooLate, string.Join("; ", seen.Breaches));
            Assert.Empty(cluster.HeatPump.Simulator.Failures);
        }

        return Task.CompletedTask;
    }
}
