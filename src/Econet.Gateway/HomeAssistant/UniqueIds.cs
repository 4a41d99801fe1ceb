namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// Which device uses a controller's own id. Cloned controllers, and some that were never given one, share an id; the first device keeps it, the
/// others append their own. A restart must not change which one is first, so the announcements retained by the broker decide.
/// </summary>
/// <param name="isShared">Other gateways announce devices too, and can't be asked: only what was announced before keeps an id without the device's own.</param>
internal sealed class UniqueIds(bool isShared = false)
{
    private readonly Dictionary<string, string> _owners = [];

    /// <summary>The id of a device whose controller calls itself <paramref name="own"/>.</summary>
    public string Of(string device, string own) =>
        (!isShared && _owners.TryAdd(own, device)) || _owners.GetValueOrDefault(own) == device ? own : $"{own}_{HomeAssistantDevice.Slug(device)}";

    /// <summary>In an earlier run the device was announced with this id.</summary>
    public void Learn(string device, string id) => _owners[id] = device;

    public void Forget(string device)
    {
        foreach (var (id, _) in _owners.Where(owner => owner.Value == device).ToList())
        {
            _owners.Remove(id);
        }
    }
}
