using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Session;

/// <content>Does what the session wants done.</content>
internal sealed partial class BusSessionActor
{
    private void Apply(ImmutableArray<SessionEffect> effects)
    {
        foreach (var effect in effects)
        {
            Apply(effect);
        }

        if (_session.Due != _due)
        {
            _due = _session.Due;
            SetTimer();
        }
    }

    private void Apply(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.Say say:
                _protocol.Tell(new ProtocolMessages.Transmit(say.Frame, say.Asked, say.Confirm));
                _diagnosis.Said(say.Frame);
                break;
            case SessionEffect.BeginWork begin:
                GoOn(_dialogue.Begin(begin.Source));
                break;
            case SessionEffect.StopWork:
                _dialogue.Interrupt();
                break;
            case SessionEffect.StopAsking:
                _protocol.Tell(ProtocolMessages.StopAsking.Instance);
                break;
            case SessionEffect.Keep keep:
                _store.Tell(new StoreMessages.SaveDocument(keep.Document, keep.Content, AtOnce: true));
                break;
            case SessionEffect.Left:
                _releasers.ForEach(releaser => releaser.Tell(DeviceMessages.Released.Instance));
                _releasers.Clear();
                break;
            case SessionEffect.Note note:
                _log.Log(note.Level, null, note.Template, note.Arguments);
                break;
            default:
                throw new InvalidOperationException($"Nobody knows what {effect} means.");
        }
    }

    private void SetTimer()
    {
        if (_due is { } due)
        {
            var wait = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(-_time.Since(due).TotalMilliseconds)));
            Timers.StartSingleTimer(nameof(SessionMessages.TimeIsUp), SessionMessages.TimeIsUp.Instance, wait);
        }
        else
        {
            Timers.Cancel(nameof(SessionMessages.TimeIsUp));
        }
    }
}
