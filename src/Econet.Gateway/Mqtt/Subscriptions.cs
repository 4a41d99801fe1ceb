using System.Collections.Immutable;

namespace Econet.Gateway.Mqtt;

/// <summary>A filter to subscribe to, and whether its messages tell that they were published as retained.</summary>
internal sealed record MqttFilter(string Topic, bool TellsRetained);

/// <summary>What is to be subscribed to; it may change while a connection stands. May be used from several threads.</summary>
internal sealed class Subscriptions(params ImmutableArray<MqttFilter> first)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();

    public ImmutableArray<MqttFilter> Wanted { get; private set; } = first;

    public void Add(params ImmutableArray<MqttFilter> filters) => Set(wanted => [.. wanted.Union(filters)]);

    public void Remove(params ImmutableArray<MqttFilter> filters) => Set(wanted => [.. wanted.Except(filters)]);

    /// <summary>Ends when others than these are wanted.</summary>
    public Task ChangedSince(ImmutableArray<MqttFilter> known)
    {
        lock (_gate)
        {
            return Wanted == known ? _changed.Task : Task.CompletedTask;
        }
    }

    private void Set(Func<ImmutableArray<MqttFilter>, ImmutableArray<MqttFilter>> change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            Wanted = change(Wanted);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
