using System.Collections;

namespace Econet.Actors.Gm3.Work;

/// <summary>The devices on the bus that have parameters.</summary>
internal sealed record DeviceSpaces(DeviceSpace Controller, DeviceSpace Panel) : IReadOnlyCollection<DeviceSpace>
{
    public DeviceSpaces(Gm3Options options, TimeProvider time)
        : this(DeviceSpace.Controller(options, time), DeviceSpace.Panel(options, time))
    {
    }

    public int Count => 2;

    public IEnumerator<DeviceSpace> GetEnumerator()
    {
        yield return Controller;
        yield return Panel;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
