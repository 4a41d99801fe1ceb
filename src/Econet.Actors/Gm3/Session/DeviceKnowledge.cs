using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Gm3.Work;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Vocabulary;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Actors.Gm3.Session;

/// <summary>What the work with the token brings, on its way to those who keep it: the parameters and the store.</summary>
internal sealed class DeviceKnowledge(
    string device, Func<SystemVocabulary> vocabulary, DeviceSpaces spaces, IActorRef store, IActorRef parameters, ILoggingAdapter log,
    TimeProvider time) : IBusWorkSink
{
    /// <summary>Entries of the alarm log that were logged as unreadable, so that each is logged once.</summary>
    private readonly HashSet<string> _unreadable = [];

    private bool _isReplaced;

    /// <summary>The alarm log, newest first; null before it was read.</summary>
    public ImmutableArray<Alarm>? Alarms { get; private set; }

    public DateTimeOffset? AlarmsReadAt { get; private set; }

    /// <summary>
    /// All structures are known that are to be had, be they those of the devices that are there or of the ones that were before.
    /// </summary>
    public bool IsComplete => spaces.All(space => space.Parameters.IsComplete || space.IsSettled);

    /// <summary>Takes what was stored, where nothing is known yet.</summary>
    public void Restore(StoredState state)
    {
        foreach (var space in spaces.Where(space => space.Parameters.Count == 0))
        {
            space.Restore(
                state.Documents.GetValueOrDefault(space.StructureDocument), state.Documents.GetValueOrDefault(space.IdentityDocument),
                state.Documents.GetValueOrDefault(space.UnansweredDocument));
        }

        if (IsComplete)
        {
            // What was known before can be served, as stale, before the bus says a word.
            TellDefinitions();
        }
    }

    public void TellDefinitions() =>
        parameters.Tell(new ParameterMessages.Define(
            [.. spaces.Where(space => space.Parameters.IsComplete).SelectMany(space => space.Parameters.Definitions())], Anew: _isReplaced));

    public void Learned()
    {
        foreach (var space in spaces.Where(space => space.Parameters.IsComplete))
        {
            Noted(space);

            // At once: learning them takes longer than anything else, and a crash must not make it necessary again.
            store.Tell(new StoreMessages.SaveDocument(space.StructureDocument, space.Parameters.Encode(), AtOnce: true));
        }

        TellDefinitions();
        _isReplaced = false;
    }

    public void Noted(DeviceSpace space)
    {
        if (space.Parameters.IsComplete)
        {
            // At once: what a device leaves unanswered costs time at every start that does not know it.
            store.Tell(new StoreMessages.SaveDocument(space.IdentityDocument, space.Identity));
            store.Tell(new StoreMessages.SaveDocument(space.UnansweredDocument, space.EncodeUnanswered(), AtOnce: true));
        }
    }

    public void Replaced()
    {
        log.Warning("This is another device than before");
        _isReplaced = true;
    }

    public void Read(ParameterMessages.Readings readings) => parameters.Tell(readings);

    public void Progressed(QueuedWrite write, WriteStatus status) => write.Requester.Tell(new ParameterMessages.WriteProgress(
        write.Write.Id, status, Value: write.Write.Bits is null ? Value.None : write.Write.Value));

    public void Ended(QueuedWrite write, WriteStatus outcome, Value held, Moment at, string? reason, EconetError? error) =>
        write.Requester.Tell(new ParameterMessages.WriteEnded(write.Write.Id, outcome, held, at, reason, error));

    public void AlarmsRead(IReadOnlyList<AlarmRecord> alarms)
    {
        ImmutableArray<Alarm> read =
        [
            .. alarms.Select((a, index) => new Alarm(index, a.Code, vocabulary().Alarm(a.Code)?.English, a.From, a.To, a.EndUnknown, a.Raw)),
        ];
        foreach (var entry in read.Where(alarm => alarm.Raw is not null && _unreadable.Add(alarm.Raw)))
        {
            log.Warning(
                "An entry of the alarm log has an impossible date: code {Code}, bytes {Raw}. Is the panel's clock set?", entry.Code, entry.Raw);
        }

        foreach (var change in Alarms is { } before ? AlarmChanged.Between(device, before, read) : [])
        {
            parameters.Tell(new ParameterMessages.Announce(change));
        }

        Alarms = read;
        AlarmsReadAt = time.GetUtcNow();
    }
}
