using System.Collections.Immutable;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>Takes values from what devices say, to us or to others, and tells them.</summary>
internal sealed class ValueIntake(ValueReader reader, Polling polling, AlarmReader alarms, IBusWorkSink sink)
{
    /// <summary>A device answered a request for values.</summary>
    public void Answered(BusStep.Values step, ProtocolMessages.Answered answered)
    {
        var space = step.Space;
        if (!space.IsVerified)
        {
            space.Prove(reader.TryRead(space, answered.Answer, step.Selection, out _), answered.InDoubt);
            return;
        }

        if (space.Repertoire.Answered(RequestKind.Values))
        {
            sink.Noted(space);
        }

        var taken = Take(space, answered.Answer, step.Selection, answered.At, byOthers: false, answered.InDoubt);
        polling.Read(step, taken);
        if (taken == 0 && !answered.InDoubt && !step.IsProbe)
        {
            NoteRefused(step, answered.Answer);
        }
    }

    /// <summary>
    /// A device refuses to tell values, or tells them as its structures don't allow. Those may be wrong: they are learned again, once an hour at
    /// most. Where that changes nothing, what is to blame is narrowed down, as where nothing is answered.
    /// </summary>
    private static void NoteRefused(BusStep.Values step, Frame answer)
    {
        if (answer.Command == Command.GetParamsAnswer && !step.Space.IsUnreadable)
        {
            step.Space.NoteUnreadable();
            return;
        }

        Polling.LeftUnanswered(step);
    }

    /// <summary>
    /// Somebody else's write that the device took: its value is known, and read again anyway, before anything else while the line is in
    /// doubt.
    /// </summary>
    public void TakeWritten(DeviceSpace space, Modify write, ProtocolMessages.Heard heard)
    {
        var wireIndex = write.WireIndex;
        if (wireIndex < space.Parameters.Count && write.TryValue(space.Parameters.Types[wireIndex], out var value))
        {
            var reading = new ParameterMessages.Reading(space.Parameters.Index(wireIndex), value, space.Plan.MaxAge(wireIndex));
            sink.Read(new ParameterMessages.Readings([reading], heard.At, heard.InDoubt));
            space.Refresh(reading.Index);
        }
    }

    /// <summary>Takes the values of an answer, and tells them.</summary>
    /// <returns>How many there were; 0 when it is not to be taken.</returns>
    public int Take(DeviceSpace space, Frame answer, ParameterSelection asked, Moment at, bool byOthers, bool inDoubt)
    {
        if (!space.IsReady || !reader.TryRead(space, answer, asked, out var values))
        {
            return 0;
        }

        if (space.ShowsAlarmChange(asked.First, values))
        {
            alarms.ReadSoon();
        }

        space.HasUrgent |= space.Plan.Note(asked.First, values, at.Ticks, byOthers, inDoubt);
        var readings = ImmutableArray.CreateBuilder<ParameterMessages.Reading>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var wireIndex = asked.First + i;
            readings.Add(new ParameterMessages.Reading(space.Parameters.Index(wireIndex), values[i].Value, space.Plan.MaxAge(wireIndex)));
        }

        sink.Read(new ParameterMessages.Readings(readings.MoveToImmutable(), at, inDoubt));
        return values.Length;
    }
}
