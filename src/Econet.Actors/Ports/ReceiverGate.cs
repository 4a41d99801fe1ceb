namespace Econet.Actors.Ports;

/// <summary>
/// Keeps the promises made to a receiver: one call at a time, gone told once, and nothing after it or after the gate was shut.
/// </summary>
internal sealed class ReceiverGate(IBusReceiver receiver)
{
    private readonly Lock _turn = new();
    private bool _shut;

    public bool MaySend => receiver.MaySend;

    public void Received(ReadOnlyMemory<byte> bytes)
    {
        lock (_turn)
        {
            if (!_shut)
                receiver.Received(bytes);
        }
    }

    public void Gone(string reason)
    {
        lock (_turn)
        {
            if (_shut)
                return;
            _shut = true;
            receiver.Gone(reason);
        }
    }

    public void Shut()
    {
        lock (_turn)
            _shut = true;
    }
}
