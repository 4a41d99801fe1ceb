using System.Runtime.CompilerServices;

namespace Econet.Gateway.Live;

/// <summary>Which devices the clients of the feed want the events of, or wanted a moment ago: most of those that leave come back. For several threads.</summary>
internal sealed class FeedDemand(TimeProvider time)
{
    /// <summary>So long after its last client a device is still wanted. A client that comes back within it finds all that happened meanwhile.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<EventFilter> _clients = [];
    private readonly Dictionary<string, long> _left = [];
    private TaskCompletionSource _changed = NewSignal();

    public int Clients
    {
        get
        {
            lock (_gate)
            {
                return _clients.Count;
            }
        }
    }

    public void Come(EventFilter filter)
    {
        lock (_gate)
        {
            _clients.Add(filter);
            Change();
        }
    }

    /// <param name="devices">All that there are.</param>
    public void Leave(EventFilter filter, IReadOnlyList<string> devices)
    {
        lock (_gate)
        {
            _clients.Remove(filter);
            foreach (var device in devices.Where(filter.IsOf))
            {
                _left[device] = time.GetTimestamp();
            }
        }
    }

    /// <summary>Looks at the clock; to be called now and then.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            var over = _left.Where(left => time.GetElapsedTime(left.Value) > Linger).Select(left => left.Key).ToList();
            over.ForEach(device => _left.Remove(device));
            if (over.Count > 0)
            {
                Change();
            }
        }
    }

    public bool Wants(string device)
    {
        lock (_gate)
        {
            return _left.ContainsKey(device) || _clients.Exists(client => client.IsOf(device));
        }
    }

    /// <summary>At once, and again whenever other devices may be wanted.</summary>
    public async IAsyncEnumerable<FeedDemand> ChangesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var changed = Changed;
            yield return this;
            await changed.WaitAsync(cancellation);
        }
    }

    private Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    private void Change()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
