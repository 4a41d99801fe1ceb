using Econet.Actors.Gm3.Protocol;

namespace Econet.Actors.Gm3.Work;

/// <summary>Learns the devices' structures, and whether they are still the devices that were there before. None waits for another one for long.</summary>
internal sealed class Discovery(DeviceSpaces spaces)
{
    /// <summary>Answers in a row that bring nothing but doubt before a device is left alone until the next token.</summary>
    private const int MostUnsure = 8;

    private readonly Dictionary<DeviceSpace, int> _unsure = [];
    private readonly HashSet<DeviceSpace> _stuck = [];

    /// <summary>Of every device is known what is to be had for now, and of one at least that is something.</summary>
    public bool IsOver => spaces.All(space => space.IsSettled) && spaces.Any(space => space.IsReady);

    /// <summary>A token has come.</summary>
    public void Begin()
    {
        _unsure.Clear();
        _stuck.Clear();
    }

    /// <summary>What to ask next; null when all is known, or nothing more is to be had with this token.</summary>
    public BusStep? Next() => spaces.Where(space => !_stuck.Contains(space)).Select(space => space.Questions.ToLearn()).FirstOrDefault(step => step is not null);

    /// <summary>What may be asked when there is nothing more important to do.</summary>
    public BusStep? NextInSpareTime() =>
        spaces.Where(space => !_stuck.Contains(space)).Select(space => space.Questions.InSpareTime()).FirstOrDefault(step => step is not null);

    /// <summary>A device answered who it is, or what its parameters are.</summary>
    public Identification Answered(BusStep step, ProtocolMessages.Answered answered)
    {
        var space = step.Space;
        var identification = Identification.Known;
        var outcome = StructureOutcome.Taken;
        switch (step)
        {
            case BusStep.Identify:
                identification = space.Identify(answered.Answer, answered.InDoubt);
                break;
            case BusStep.Sample:
                identification = space.Compare(answered.Answer);
                break;
            case BusStep.Structures:
                outcome = space.Learn(answered.Answer, answered.InDoubt);
                break;
        }

        // Asking for the same again at once would go on for ever where a device keeps answering so.
        var isUnsure = outcome == StructureOutcome.Unsure || identification == Identification.Unsure;
        _unsure[space] = isUnsure ? _unsure.GetValueOrDefault(space) + 1 : 0;
        if ((outcome == StructureOutcome.Refused && (answered.InDoubt || space.Parameters.Count > 0)) || _unsure[space] >= MostUnsure)
        {
            _stuck.Add(space);
        }

        return identification;
    }
}
