using Econet.Actors.Gm3.Protocol;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Work;

/// <summary>What a request without an answer leaves to do.</summary>
internal enum AfterSilence
{
    /// <summary>There is something to go on with.</summary>
    GoOn,

    /// <summary>Nothing, for now.</summary>
    Rest,

    /// <summary>Nothing, for now: the controller was not heard, and noise may be why.</summary>
    ControllerNotHeard,

    /// <summary>Nothing: the controller answers nothing.</summary>
    ControllerSilent,
}

/// <summary>
/// Finds out what it means that a request stays unanswered. On a quiet line the device is asked for something that it is known to answer: when it
/// does, it leaves just that request unanswered, which is kept in mind; when it does not, it is silent. On a noisy line nothing is concluded.
/// </summary>
/// <param name="rest">How long a panel that answers nothing is left alone at first.</param>
internal sealed class Inquiry(
    DeviceSpaces spaces, WriteWork writes, Polling polling, AlarmReader alarms, IBusWorkSink sink, TimeSpan rest)
{
    /// <summary>So often in a row a panel is not heard on a bad line before it is silent.</summary>
    private const int EnoughInNoise = 8;

    /// <summary>Requests without an answer, while it is found out whether their device is there.</summary>
    private readonly List<BusStep> _inVain = [];

    /// <summary>How often in a row the panel was not heard where noise, or the loss of answers, may be why.</summary>
    private int _panelNotHeard;

    /// <summary>The device that is asked was heard, whatever it said, since it was asked.</summary>
    private bool _askedSpoke;

    /// <summary>In this token a written value was asked for in vain: others are not held up for another try.</summary>
    public bool IsReadingBackInVain { get; private set; }

    /// <summary>A token has come.</summary>
    public void Begin()
    {
        _inVain.Clear();
        IsReadingBackInVain = false;
    }

    /// <summary>A request goes out now.</summary>
    public void Asking() => _askedSpoke = false;

    /// <summary>A request got no answer.</summary>
    /// <param name="next">What to ask next, before all else; null when there is nothing of that kind.</param>
    public AfterSilence Unanswered(BusStep step, ProtocolMessages.Unanswered unanswered, out BusStep? next)
    {
        // A write may have been taken anyway: the reading back tells, and whether the device is there as well.
        next = step is BusStep.Write write ? WriteWork.Unanswered(write) : null;
        if (unanswered.Damaged || unanswered.Noisy)
        {
            step.Lost(unanswered.Tries);
            return next is null ? GoOnInNoise(step, unanswered) : AfterSilence.GoOn;
        }

        if (next is not null)
        {
            return AfterSilence.GoOn;
        }

        if (step is BusStep.Values { IsProbe: true })
        {
            Leave(step);
            return AfterSilence.GoOn;
        }

        _inVain.Add(step);
        if (_askedSpoke)
        {
            IsThere(step.Space);
            return AfterSilence.GoOn;
        }

        next = step.Space.Questions.Proof(_inVain);
        return next is not null ? AfterSilence.GoOn
            : step.Space == spaces.Panel && step.Space.Repertoire.Loss.IsLikely ? PanelNotHeard()
            : FallSilent(step.Space);
    }

    /// <summary>The device has answered something. What it did not answer before, it leaves unanswered.</summary>
    public void IsThere(DeviceSpace space)
    {
        _panelNotHeard = space == spaces.Panel ? 0 : _panelNotHeard;
        foreach (var step in _inVain.Where(step => step.Space == space).ToArray())
        {
            _inVain.Remove(step);
            Leave(step);
        }
    }

    /// <summary>The device answers this kind of request.</summary>
    public void Answers(DeviceSpace space, RequestKind kind)
    {
        if (space.Repertoire.Answered(kind))
        {
            sink.Noted(space);
        }
    }

    /// <summary>Somebody speaks. A device that does so while it is asked is there; it may answer what it was asked before.</summary>
    /// <param name="asked">What is in flight.</param>
    /// <param name="source">Our address.</param>
    public void Hear(Frame frame, BusStep? asked, ushort source)
    {
        if (spaces.FirstOrDefault(space => space.Parameters.Address == frame.Source) is not { } space)
        {
            return;
        }

        _askedSpoke |= asked?.Space == space;
        if (frame.Destination != source)
        {
            return;
        }

        foreach (var late in _inVain.Where(step => step.Space == space && step.From(source).Frame.Command.Answer() == frame.Command).ToArray())
        {
            _inVain.Remove(late);
            writes.Interrupted(late);
        }

        if (KindOf(frame.Command) is { } kind)
        {
            Answers(space, kind);
        }
    }

    /// <summary>The token, or the line, is gone.</summary>
    public void Interrupt()
    {
        _inVain.ForEach(writes.Interrupted);
        _inVain.Clear();
    }

    private void Leave(BusStep step)
    {
        var space = step.Space;
        switch (step)
        {
            case BusStep.ReadBack readBack:
                IsReadingBackInVain = true;
                writes.Interrupted(readBack);
                return;
            case BusStep.Values values when values.IsProbe || space.Repertoire.HasAnswered(RequestKind.Values):
                Polling.LeftUnanswered(values);
                break;
            case BusStep.Values when space.LeftUnanswered(RequestKind.Values):
                polling.Drop(space);
                break;
            case BusStep.Values values:
                Polling.LeftUnanswered(values);
                break;
            case BusStep.AlarmEntry:
                space.LeftUnanswered(RequestKind.Alarms);
                alarms.Rest();
                break;
            default:
                space.LeftUnanswered(step.Kind!.Value);
                break;
        }

        sink.Noted(space);
    }

    private AfterSilence FallSilent(DeviceSpace space)
    {
        Interrupt();
        if (space != spaces.Panel)
        {
            return AfterSilence.ControllerSilent;
        }

        space.FellSilent(rest);
        polling.Drop(space);
        return AfterSilence.GoOn;
    }

    /// <summary>
    /// Where damaged bytes show that somebody answers, the work goes on, with smaller requests; else all waits for the next token.
    /// </summary>
    private AfterSilence GoOnInNoise(BusStep step, ProtocolMessages.Unanswered unanswered)
    {
        switch (step)
        {
            case BusStep.Identify:
                step.Space.IdentityLost();
                return AfterSilence.GoOn;
            case BusStep.Sample or BusStep.Structures when unanswered.Damaged:
                return AfterSilence.GoOn;
            case BusStep.Values values when unanswered.Damaged:
                polling.Failed(values);
                return AfterSilence.GoOn;
            case BusStep.ReadBack:
                writes.Interrupted(step);
                break;
            case BusStep.AlarmEntry:
                alarms.Rest();
                break;
        }

        if (unanswered.Damaged || _askedSpoke || unanswered.Request.Attempts is not null)
        {
            return AfterSilence.Rest;
        }

        return step.Space == spaces.Panel ? PanelNotHeard() : AfterSilence.ControllerNotHeard;
    }

    /// <summary>Noise, or the loss of answers, may be why.</summary>
    private AfterSilence PanelNotHeard()
    {
        Interrupt();
        return ++_panelNotHeard >= EnoughInNoise ? FallSilent(spaces.Panel) : AfterSilence.Rest;
    }

    private static RequestKind? KindOf(Command answer) => answer switch
    {
        Command.GetSettingsAnswer => RequestKind.Settings,
        Command.GetParamsAnswer => RequestKind.Values,
        Command.ServiceAnswer => RequestKind.Alarms,
        _ => null,
    };
}
