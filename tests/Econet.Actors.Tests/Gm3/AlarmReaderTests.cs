using Econet.Actors.Gm3.Work;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Tests.Gm3;

public class AlarmReaderTests
{
    private static readonly DateTime Monday = new(2026, 1, 19, 7, 15, 0);

    [Fact]
    public void Alarms_should_be_told_newest_first_whatever_their_order_in_the_log()
    {
        var reader = new AlarmReader(TimeProvider.System);
        AlarmRecord[] log = [new(7, Monday, Monday.AddHours(1)), new(12, Monday.AddDays(1), null), new(8, Monday.AddDays(-1), Monday)];
        reader.Begin();

        IReadOnlyList<AlarmRecord>? read = null;
        while (reader.Next is { } index)
        {
            read = reader.Take(index, Answer(index < log.Length ? log[index] : null), inDoubt: false);
        }

        Assert.Equal([12, 7, 8], read!.Select(alarm => (int)alarm.Code));
    }

    private static Frame Answer(AlarmRecord? alarm) => new(110, BusAddress.Panel, Command.ServiceAnswer, AlarmLog.WriteAnswer(alarm));
}
