using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Bench;

internal static class Parsers
{
    /// <summary>Offers the frame to every payload parser, whatever its command.</summary>
    /// <returns>How many of them take it.</returns>
    public static int Accepting(Frame frame, ParameterType[] types)
    {
        var data = frame.Data.Span;
        var modify = Modify.TryParse(data, out var write);
        return Count(ValueAnswer.Parse(data, types, out _, out _) == ValueAnswerFault.None)
            + Count(ValueAnswer.TryParseHead(data, out _))
            + Count(StructureAnswer.TryParse(data, true, out _))
            + Count(StructureAnswer.TryParse(data, false, out _))
            + Count(ParameterSelection.TryParse(data, out _))
            + Count(modify)
            + Count(modify && write.TryValue(types[write.WireIndex % types.Length], out _))
            + Count(Modify.IsAccepted(frame))
            + Count(Identity.TryParse(data, out _))
            + Count(Settings.TryParse(data, out _))
            + Count(Clock.TryParse(frame, out _))
            + Count(DeviceTable.TryParse(frame, out _))
            + Count(AddressAssignment.TryParse(frame, out _))
            + Count(AlarmLog.TryParseRequest(data, out _))
            + Count(AlarmLog.ParseAnswer(data, out _) != AlarmLogEntry.Invalid);
    }

    private static int Count(bool accepted) => accepted ? 1 : 0;
}
