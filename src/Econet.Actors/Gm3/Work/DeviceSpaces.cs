using System.Collections;

namespace Econet.Actors.Gm3.Work;

/// <summary>The devices on the bus that have parameters.</summary>
internal sealed record DeviceSpaces(DeviceSpace Controller, DeviceSpace Panel) : IReadOnlyCollection<DeviceSpace>
{
    public DeviceSpaces(Gm3Options options, TimeProvider time)
        : this(new AnswerLoss(time), options, time)
    {
    }

    private DeviceSpaces(AnswerLoss loss, Gm3Options options, TimeProvider time)
        : this(DeviceSpace.Controller(loss, options, time), DeviceSpace.Panel(loss, options, time))
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
