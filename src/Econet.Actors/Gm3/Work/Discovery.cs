using static Econet.Actors.Gm3.Protocol.ProtocolMessages;

namespace Econet.Actors.Gm3.Work;

/// <summary>Learns whose devices there are, and their structures.</summary>
internal sealed class Discovery(DeviceSpaces spaces)
{
    /// <summary>Answers in a row that bring nothing but doubt before a device is left alone until the next token.</summary>
    private const int MostUnsure = 8;

    private bool _isStuck;
    private int _unsure;

    /// <summary>Everything is known, and belongs to the devices that are there.</summary>
    public bool IsOver => spaces.All(space => space.IsReady);

    /// <summary>A token has come.</summary>
    public void Begin() => (_isStuck, _unsure) = (false, 0);

    /// <summary>What to ask next; null when all is known, or nothing more is to be had with this token.</summary>
    public BusStep? Next() =>
        _isStuck || spaces.FirstOrDefault(space => !space.IsReady) is not { } unknown ? null
        : unknown.IsIdentified ? new BusStep.Structures(unknown)
        : new BusStep.Identify(unknown);

    /// <summary>A device answered who it is, or what its parameters are.</summary>
    public Identification Answered(BusStep step, Answered answered)
    {
        var identification = Identification.Known;
        var outcome = StructureOutcome.Taken;
        switch (step)
        {
            case BusStep.Identify { Space: var space }:
                identification = space.Identify(answered.Answer, answered.InDoubt);
                break;
            case BusStep.Structures { Space: var space }:
                outcome = space.Learn(answered.Answer, answered.InDoubt);
                break;
        }

        // Asking for the same again at once would go on for ever where a device keeps answering so.
        _unsure = outcome == StructureOutcome.Unsure || identification == Identification.Unsure ? _unsure + 1 : 0;
        _isStuck = outcome == StructureOutcome.Refused || _unsure >= MostUnsure;
        return identification;
    }
}
