using Akka.Actor;
using Econet.Actors.Parameters;
using Econet.Modbus.NeaSmart;

namespace Econet.Actors.NeaSmart;

/// <summary>
/// Brings registers to the store. It waits until the store has come to what it was told last, lest a master that is faster than the disk
/// fills a mailbox; meanwhile the last word of a register replaces the one before.
/// </summary>
internal sealed class RegisterSaver(IActorRef store)
{
    private readonly Dictionary<ushort, StoredRegister> _waiting = [];
    private bool _saving;

    /// <summary>
    /// A setting is saved at once, and the value that is shown of it with it: with the stored one the next run must not tell the base
    /// what a wall thermostat has since changed. What is measured waits for the store's next turn.
    /// </summary>
    /// <param name="self">Is told an <see cref="ActorIdentity"/>, with this saver as its id, when it is time for <see cref="Saved"/>.</param>
    public void Save(IEnumerable<StoredRegister> registers, IActorRef self)
    {
        foreach (var register in registers)
        {
            _waiting[register.Address] = register;
        }

        if (_saving || _waiting.Count == 0)
        {
            return;
        }

        var settings = _waiting.Values.Where(IsSetting).ToArray();
        foreach (var register in _waiting.Values.Except(settings))
        {
            store.Tell(new StoreMessages.SaveDocument(register.Document, register.Encode()));
        }

        store.Tell(new StoreMessages.SaveValues([.. settings.Select(ValueOf).OfType<StoredValue>()]));
        for (var i = 0; i < settings.Length; i++)
        {
            store.Tell(new StoreMessages.SaveDocument(settings[i].Document, settings[i].Encode(), AtOnce: i == settings.Length - 1));
        }

        _waiting.Clear();
        _saving = true;
        store.Tell(new Identify(this), self);
    }

    /// <summary>The store has come to what it was told last, or is not waited for.</summary>
    public void Saved(IActorRef self)
    {
        _saving = false;
        Save([], self);
    }

    private static bool IsSetting(StoredRegister stored) => RegisterMap.TryGet(stored.Address, out var register) && register.Writable;

    private static StoredValue? ValueOf(StoredRegister stored) =>
        stored.TakenWrite == 0 && RegisterMap.TryGet(stored.Address, out var register)
        && RegisterParameters.Decode(register, stored.Word) is { IsNone: false } value
            ? new StoredValue(stored.Address, value.SaysNone ? default : value, stored.WrittenAt, stored.WrittenAt)
            : null;
}
