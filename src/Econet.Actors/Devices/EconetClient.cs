using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Messages;

namespace Econet.Actors.Devices;

/// <summary>Puts calls into messages to the region of devices.</summary>
internal sealed class EconetClient(ActorSystem system, IRequiredActor<EconetDevices> region) : IEconet
{
    /// <summary>What a device takes to leave its bus at most, and more: its own time-out ends it.</summary>
    private static readonly TimeSpan RemoveTimeout = TimeSpan.FromMinutes(1);

    private readonly DeviceList _present = system.Settings.Setup.Get<EconetSetup>() is { HasValue: true } setup
        ? setup.Value.Present
        : new DeviceList([]);

    private readonly Questions _questions = new(system, region);

    public IReadOnlyList<string> Devices => _present.Ids;

    public IDevice Device(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _present.Contains(id) ? new DeviceClient(id, system, _questions) : throw Unknown.Device(id).ToException();
    }

    public async IAsyncEnumerable<IReadOnlyList<string>> DevicesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var ids = _present.Ids;
            yield return ids;
            await _present.ChangedSince(ids).WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public async Task<IDevice> AddAsync(DeviceSpec device, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(device);
        await _questions.AskAsync<DeviceAdded>(new AddDevice(device), Questions.FromMemory, cancellation).ConfigureAwait(false);
        await HeardAsync(() => _present.Contains(device.Id), cancellation).ConfigureAwait(false);
        return new DeviceClient(device.Id, system, _questions);
    }

    public async Task RemoveAsync(string id, bool deleteState, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(id);
        await _questions.AskAsync<DeviceRemoved>(new RemoveDevice(id, deleteState), RemoveTimeout, cancellation).ConfigureAwait(false);
        await HeardAsync(() => !_present.Contains(id), cancellation).ConfigureAwait(false);
    }

    /// <summary>In a cluster, the list of this node may follow a moment later.</summary>
    private async Task HeardAsync(Func<bool> isSo, CancellationToken cancellation)
    {
        if (isSo())
        {
            return;
        }

        var late = Task.Delay(Questions.FromMemory, TimeProvider.System, cancellation);
        for (var ids = _present.Ids; !isSo() && !late.IsCompleted; ids = _present.Ids)
        {
            await Task.WhenAny(_present.ChangedSince(ids), late).ConfigureAwait(false);
        }
    }
}
