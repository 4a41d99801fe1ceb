using Econet.Actors.Messages;
using Econet.Cluster.Tests.Support;
using Econet.Values;

namespace Econet.Cluster.Tests;

/// <summary>Events that cross from the node of a device to another one.</summary>
[Collection(ClusterOfThree.Name)]
public sealed class ClusterEventsTests(ClusterOfThree cluster) : ClusterTest(cluster)
{
    private const int Changes = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [PostgresFact]
    public async Task Events_of_another_node_should_have_no_gap_and_no_double_over_10_000_changes()
    {
        await using var witness = await Witness.JoinAsync(Cluster.Nodes.Select(node => node.Name), Cluster.Database.Connection);
        await Cluster.UntilAsync("the witness knows the device", () => Task.FromResult(witness.Econet.Devices.Contains("heatpump")));
        using var moving = new CancellationTokenSource();
        using var late = new CancellationTokenSource(Patience);
        var mover = MoveAsync(moving.Token);
        var known = new Dictionary<int, Value>();
        var (last, changes) = (0L, 0);

        await foreach (var happened in witness.Econet.Device("heatpump").EventsAsync(late.Token))
        {
            if (happened is SnapshotTaken { Snapshot: var snapshot })
            {
                Assert.Equal(0, changes);
                known = snapshot.Parameters.ToDictionary(parameter => parameter.Index, parameter => parameter.Value);
            }
            else
            {
                Assert.Equal(last + 1, happened.Sequence);
            }

            last = happened.Sequence;
            if (happened is ParameterChanged changed)
            {
                // A change that was lost, or came twice, would not follow from the value before it.
                Assert.Equal(known[changed.Index], changed.OldValue);
                known[changed.Index] = changed.Value;
                if (++changes == Changes)
                {
                    break;
                }
            }
        }

        Assert.Equal(Changes, changes);
        await moving.CancelAsync();
        await mover;
    }

    [PostgresFact]
    public async Task Witness_should_serve_devices_and_have_none()
    {
        await using var witness = await Witness.JoinAsync(Cluster.Nodes.Select(node => node.Name), Cluster.Database.Connection);
        await Cluster.UntilAsync("the witness reads and writes", async () =>
            witness.Econet.Devices.Contains("heatpump") && (await witness.Econet.Device("heatpump").WriteAsync("HDWTSetPoint", 49)).Success);
        Assert.Equal(49, (await witness.Econet.Device("heatpump").ReadAsync("HDWTSetPoint")).Value.ToDouble());

        var owner = await Cluster.OwnerAsync();
        await owner.StopAsync();
        await Cluster.UntilAsync("the device has another owner", async () => await Cluster.OwnerAsync() != owner);

        var (_, view) = await Cluster.OtherThan(owner).GetAsync("/api/cluster");
        Assert.Contains(view.GetProperty("members").EnumerateArray(), member =>
            member.GetProperty("node").GetString() == witness.Name && member.GetProperty("role").GetString() == "witness");
        Assert.DoesNotContain(view.GetProperty("devices").EnumerateArray(), device => device.GetProperty("owner").GetString() == witness.Name);
    }

    /// <summary>Moves every small number up and down: a thousand changes in each round of the bus.</summary>
    private async Task MoveAsync(CancellationToken stop)
    {
        var simulator = Cluster.HeatPump.Simulator;
        var moved = simulator.Values
            .Where(value => value.Value.Type is not (ParameterType.String or ParameterType.Bool or ParameterType.Double) && value.Value.ToDouble() is >= 0 and < 100).ToArray();
        try
        {
            for (var up = true; ; up = !up)
            {
                foreach (var (index, value) in moved)
                {
                    simulator.Force(index, up ? Raised(value) : value);
                }

                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var (index, _) in moved)
            {
                simulator.Release(index);
            }
        }
    }

    private static Value Raised(Value value) =>
        value.Type == ParameterType.Float ? Value.Of((float)value.ToDouble() + 1) : Value.Of(value.Type, (Int128)value.ToDouble() + 1);
}
