using System.Runtime.CompilerServices;
using Econet.Actors.Cluster.Hosting;

namespace Econet.Gateway.Tests.Support;

/// <summary>A cluster in which a test moves the devices.</summary>
internal sealed class FakeCluster(params string[] here) : IEconetCluster
{
    private readonly Lock _gate = new();
    private string[] _here = here;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Self => "node1:4053";

    public IEnumerable<FleetDevice> Fleet => [];

    public FleetDevice? Find(string device) => null;

    public bool IsHere(string device) => EpochHere(device) is not null;

    public long? EpochHere(string device) => _here.Contains(device) ? 1 : null;

    public Task<ClusterView> ViewAsync(CancellationToken cancellation) => Task.FromResult(new ClusterView(Self, [], []));

    public async IAsyncEnumerable<IReadOnlyList<string>> DevicesHereAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            string[] now;
            lock (_gate)
            {
                (changed, now) = (_changed.Task, _here);
            }

            yield return now;
            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>These live on this node from now on, and no others.</summary>
    public void Have(params string[] devices)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _here = devices;
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
