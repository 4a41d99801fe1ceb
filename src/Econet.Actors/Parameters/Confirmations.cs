namespace Econet.Actors.Parameters;

/// <summary>The device said again what a parameter held.</summary>
/// <param name="Of">What was known of the parameter.</param>
/// <param name="InDoubt">As in <see cref="ParameterMessages.Readings"/>.</param>
internal sealed record Confirmation(ParameterState Of, Moment At, bool InDoubt);

/// <summary>
/// Where the last confirmation waits for a parameter's actor, which reads it before anything else that it is told. Nothing follows from it but how old the value is, and most of
/// what a device says is that all is as it was: it takes no message. For two threads.
/// </summary>
internal sealed class Confirmations
{
    private Confirmation? _last;

    public bool IsRead => Volatile.Read(ref _last) is null;

    public void Put(Confirmation confirmation) => Volatile.Write(ref _last, confirmation);

    public Confirmation? Take() => Interlocked.Exchange(ref _last, null);
}
