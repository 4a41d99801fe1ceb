namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// Who goes by a controller's own id. Controllers that were copied from each other, or never given one, have the same; the first device keeps
/// it and the others add theirs. Which one is first must not change with a restart, so what the broker retains decides.
/// </summary>
internal sealed class UniqueIds
{
    private readonly Dictionary<string, string> _owners = [];

    /// <summary>The id of a device whose controller calls itself <paramref name="own"/>.</summary>
    public string Of(string device, string own) =>
        _owners.TryAdd(own, device) || _owners[own] == device ? own : $"{own}_{HomeAssistantDevice.Slug(device)}";

    /// <summary>An announcement of an earlier run says that the device went by this id.</summary>
    public void Learn(string device, string id) => _owners[id] = device;

    public void Forget(string device)
    {
        foreach (var (id, _) in _owners.Where(owner => owner.Value == device).ToList())
        {
            _owners.Remove(id);
        }
    }
}
