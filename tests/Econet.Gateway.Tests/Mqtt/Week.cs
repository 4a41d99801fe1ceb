using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>The parameters of a weekly schedule.</summary>
internal static class Week
{
    public static IEnumerable<ParameterValue> Words(string name, Func<DayOfWeek, ulong> slots, int first = 120) => Enum.GetValues<DayOfWeek>().SelectMany(day =>
    {
        var wanted = new DaySchedule(slots(day));
        var index = first + (2 * (int)day);
        return new[]
        {
            FakeDevice.Parameter(index, $"{name}{day}AM", Value.Of(ParameterType.UInt32, wanted.Am(0)), writable: true),
            FakeDevice.Parameter(index + 1, $"{name}{day}PM", Value.Of(ParameterType.UInt32, wanted.Pm(0)), writable: true),
        };
    });
}
