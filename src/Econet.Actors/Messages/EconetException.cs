namespace Econet.Actors.Messages;

/// <summary>A request that could not be answered; the message is for the one who asked.</summary>
public sealed class EconetException : Exception
{
    public EconetException(EconetError error, string message, IReadOnlyList<string>? candidates = null)
        : base(message)
    {
        Error = error;
        Candidates = candidates ?? [];
    }

    public EconetException()
        : this(EconetError.Unavailable, "The device is unavailable")
    {
    }

    public EconetException(string message)
        : this(EconetError.Unavailable, message)
    {
    }

    public EconetException(string message, Exception inner)
        : this(EconetError.Unavailable, message, inner)
    {
    }

    public EconetException(EconetError error, string message, Exception inner)
        : base(message, inner) => (Error, Candidates) = (error, []);

    public EconetError Error { get; }

    /// <summary>The keys that an ambiguous one may mean.</summary>
    public IReadOnlyList<string> Candidates { get; }
}
